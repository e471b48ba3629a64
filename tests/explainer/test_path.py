"""The name of the root in a path is the expression in the call, if that can be read again."""

import functools
import threading

import pytest
from corpus.case import Job
from platforms import posix

import poolable

pytestmark = posix


@pytest.fixture
def task():
    return Job(lock=threading.Lock())


def test_a_call_over_several_lines_names_its_argument(task):
    report = poolable.explain(
        task.run,
        fresh=False,
    )
    assert report.name == "task.run"


def test_an_argument_without_a_name_is_called_obj(task):
    unnamed = [task]
    assert poolable.explain(Job(lock=threading.Lock())).culprits[0].path == "obj.lock"
    assert poolable.explain(*unnamed).name == "obj"
    assert poolable.explain(obj=task).name == "obj"
    space = {"poolable": poolable, "task": task}
    assert eval("poolable.explain(task)", space).name == "obj"
    assert functools.partial(poolable.explain, task)().name == "obj"


def test_an_argument_with_subscripts_is_named(task):
    tasks = {"a": [task]}
    assert poolable.explain(tasks["a"][0]).name == "tasks['a'][0]"


def test_a_long_argument_is_called_obj(task):
    tasks = {"a" * 90: task}
    key = next(iter(tasks))
    assert poolable.explain(tasks[key]).name == "tasks[key]"
    long = poolable.explain(
        tasks[
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ]
    )
    assert long.name == "obj"


def test_without_positions_in_the_code_the_argument_is_called_obj(run):
    out = run("import poolable; print(poolable.explain(print).name)", "-X", "no_debug_ranges")
    assert out == "obj\n"


def test_the_name_that_is_given_is_used(task):
    assert poolable.explain(task, name="it").culprits[0].path == "it.lock"
