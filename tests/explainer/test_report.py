"""The report that `explain` returns, and what it leaves as it was."""

import dataclasses
import functools
import gc
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from deadline import eventually
from leftovers import processes, segments
from platforms import linux, posix

import poolable
from poolable import catalog
from poolable.errors import WrongUsage
from poolable.explainer import fresh_interpreter

pytestmark = [
    posix,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


class Job:
    def __init__(self, **parts):
        vars(self).update(parts)

    def run(self, x):
        return x


class Odd:
    """What a report tells of it has to be escaped."""

    def __reduce__(self):
        raise ValueError("<b> & 'co'")


class InInit(Exception):  # noqa: N818 - of a test
    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


def explain_in_worker(_):
    return str(poolable.explain(Job(lock=threading.Lock()), name="job"))


@pytest.fixture
def task():
    return Job(lock=threading.Lock(), name="a", parts=[1, (n for n in ())])


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a script in a new Python and returns what it printed."""

    def carry_out(source, *arguments, timeout=60, **options):
        script = tmp_path / "script.py"
        script.write_text(textwrap.dedent(source), encoding="utf-8")
        command = [sys.executable, *arguments, str(script)]
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, check=False, **options
        )
        assert ended.stderr == ""
        return ended.stdout

    return carry_out


# -- what it says -------------------------------------------------------------


def test_what_crosses_is_ok():
    report = poolable.explain(print)
    assert (report.ok, report.culprits, report.name) == (True, (), "print")
    assert str(report).startswith("print crosses: ")


def test_the_verdict_tells_where_it_was_loaded():
    places = {
        "fork": "a fork",
        "spawn": "a new interpreter (spawn)",
        "forkserver": "a new interpreter (forkserver)",
    }
    for method, place in places.items():
        verdict = poolable.explain(print, start_method=method).verdict
        assert verdict.endswith(f" bytes a task, loaded in {place}.")
    assert poolable.explain(print, fresh=False).verdict.endswith("loaded in this process.")


def test_every_culprit_has_its_path_from_the_expression_in_the_call(task):
    report = poolable.explain(task.run)
    assert not report.ok
    assert [culprit.path for culprit in report.culprits] == [
        "task.run.__self__.lock",
        "task.run.__self__.parts[1]",
    ]
    lock, generator = report.culprits
    assert lock.steps == (("attr", "__self__"), ("attr", "lock"))
    assert generator.steps == (("attr", "__self__"), ("attr", "parts"), ("index", 1))
    assert (lock.type, generator.type) == ("_thread.lock", "generator")
    assert {lock.stage, generator.stage} == {"dump"}
    assert lock.reason.startswith("a lock ")
    assert lock.error.startswith("TypeError: cannot pickle")
    assert lock.failure == "lock_in_self"
    assert set(lock.cures) <= set(catalog.scripts())
    assert lock.cures[0] == catalog.cures_of("lock_in_self")[0].name


def test_a_call_over_several_lines_names_its_argument(task):
    report = poolable.explain(
        task.run,
        fresh=False,
    )
    assert report.name == "task.run"


def test_what_the_call_does_not_name_is_obj(task):
    unnamed = [task]
    assert poolable.explain(Job(lock=threading.Lock())).culprits[0].path == "obj.lock"
    assert poolable.explain(*unnamed).name == "obj"
    assert poolable.explain(obj=task).name == "obj"
    space = {"poolable": poolable, "task": task}
    assert eval("poolable.explain(task)", space).name == "obj"
    assert functools.partial(poolable.explain, task)().name == "obj"


def test_subscripts_name_it_too(task):
    tasks = {"a": [task]}
    assert poolable.explain(tasks["a"][0]).name == "tasks['a'][0]"


def test_what_is_long_to_read_is_obj(task):
    tasks = {"a" * 90: task}
    key = next(iter(tasks))
    assert poolable.explain(tasks[key]).name == "tasks[key]"
    long = poolable.explain(
        tasks[
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ]
    )
    assert long.name == "obj"


def test_without_positions_in_the_code_it_is_obj(run):
    out = run("import poolable; print(poolable.explain(print).name)", "-X", "no_debug_ranges")
    assert out == "obj\n"


def test_a_name_may_be_given(task):
    assert poolable.explain(task, name="it").culprits[0].path == "it.lock"


def test_the_verdict_comes_first_then_a_block_for_each(task):
    verdict, *blocks = str(poolable.explain(task)).split("\n\n")
    assert verdict == "task does not cross to a worker: 2 culprits."
    assert [block.splitlines()[0] for block in blocks] == ["task.lock", "task.parts[1]"]
    assert "  failure lock_in_self, cured by " in blocks[0]


def test_of_very_many_some_are_shown():
    locks = [threading.Lock() for _ in range(30)]
    report = poolable.explain(locks)
    assert len(report.culprits) == 30
    assert str(report).count("lock_in_self") == report._repr_html_().count("lock_in_self") == 20
    assert str(report).endswith("\n\n... and 10 more.")
    assert "</dl><p>... and 10 more.</p>" in report._repr_html_()
    assert len(report.as_json()["culprits"]) == 30


def test_a_notebook_is_told_the_failure_and_its_cures(task):
    lock = poolable.explain(task).culprits[0]
    cures = ", ".join(f"<code>{name}</code>" for name in lock.cures)
    assert f"<br>failure <code>lock_in_self</code>, cured by {cures}</dd>" in lock.as_html()


def test_what_the_catalog_does_not_know_is_told_without_a_failure(task):
    unknown = dataclasses.replace(poolable.explain(task).culprits[0], failure="")
    assert "failure" not in str(unknown) + unknown.as_html()
    assert unknown.cures == ()


def test_a_notebook_gets_html():
    html = poolable.explain({"<i>": Odd()}, name="<odd>")._repr_html_()
    assert "<odd>" not in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert "&lt;b&gt; &amp; &#x27;co&#x27;" in html


def test_json_says_the_same(task):
    report = poolable.explain({task: 1, (1, "a"): [task.lock], 10**9999: Odd()})
    told = json.loads(json.dumps(report.as_json()))
    assert [one["path"] for one in told["culprits"]] == [one.path for one in report.culprits]
    assert told["ok"] is False
    assert told["payload"]["bytes"] == report.payload
    assert told["culprits"][0]["cures"] == list(report.culprits[0].cures)


def test_the_payload_is_what_pickle_writes_and_its_heaviest_parts():
    job = Job(data=b"x" * 100_000, other=[b"y" * 50_000], small=1)
    report = poolable.explain(job)
    assert report.payload == len(pickle.dumps(job, pickle.DEFAULT_PROTOCOL))
    paths = [path for path, _ in report.payload.parts]
    assert paths[0] == "job.data"
    assert "job.other" in paths
    assert "job.small" not in paths
    assert report.payload.parts[0][1] >= 100_000


def test_the_payload_of_what_does_not_cross_is_without_the_culprits(task):
    task.data = b"x" * 10_000
    assert 10_000 < poolable.explain(task).payload < 12_000


@pytest.mark.parametrize("fresh", [True, False])
def test_what_cannot_be_rebuilt_is_of_another_stage(fresh):
    error = InInit(1, 2)
    report = poolable.explain([error], start_method="fork", fresh=fresh)
    assert [(one.stage, one.failure) for one in report.culprits] == [
        ("load", "exception_with_init")
    ]
    assert report.fresh is fresh


def test_what_only_this_process_knows_is_fresh(monkeypatch):
    module = type(sys)("only_here")
    module.Here = type("Here", (), {"__module__": "only_here"})
    monkeypatch.setitem(sys.modules, "only_here", module)
    here = module.Here()
    assert poolable.explain(here, fresh=False).ok
    assert poolable.explain(here, start_method="fork").ok
    (culprit,) = poolable.explain(here, start_method="spawn").culprits
    assert (culprit.stage, culprit.path) == ("fresh", "here.__class__")


# -- check --------------------------------------------------------------------


def test_check_returns_none_or_raises_the_report(task):
    assert poolable.check(print) is None
    with pytest.raises(poolable.NotPoolable) as caught:
        poolable.check(task.run)
    assert caught.value.report.culprits[0].path == "task.run.__self__.lock"
    assert str(caught.value) == str(caught.value.report)
    assert isinstance(caught.value, TypeError)


def test_not_poolable_itself_crosses(task):
    with pytest.raises(poolable.NotPoolable) as caught:
        poolable.check(task)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert poolable.explain(caught.value).ok


# -- how it is asked ----------------------------------------------------------


@linux
def test_what_the_main_module_opens_is_tidied_up(run):
    before = segments()
    out = run("""
        import multiprocessing, poolable
        locks = [multiprocessing.get_context("spawn").Lock() for _ in range(9)]
        if __name__ == "__main__":
            print(poolable.explain(print, start_method="spawn").ok)
    """)
    assert out == "True\n"
    eventually(lambda: segments() == before, lambda: segments() - before)


@pytest.mark.parametrize("method", ["loky", "loky_init_main"])
def test_a_start_method_that_others_added_starts_like_spawn(monkeypatch, method):
    known = multiprocessing.get_all_start_methods()
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: [*known, method])
    assert poolable.explain(print, start_method=method).ok


def test_the_start_method_is_the_programs_by_default():
    expected = multiprocessing.get_start_method(allow_none=True)
    assert poolable.explain(1).start_method == (
        expected or multiprocessing.get_all_start_methods()[0]
    )


@pytest.mark.parametrize(
    "options",
    [{"start_method": "teleport"}, {"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}],
)
def test_wrong_usage(options):
    with pytest.raises(WrongUsage, match=r"here there are|above 0"):
        poolable.explain(1, **options)


# -- what it leaves as it was -------------------------------------------------


def test_no_start_method_is_fixed(run):
    out = run("""
        import multiprocessing, threading, poolable
        if __name__ == "__main__":
            for method in (None, *multiprocessing.get_all_start_methods()):
                assert not poolable.explain(threading.Lock(), start_method=method).ok
                assert poolable.explain(1, start_method=method).ok
            print(multiprocessing.get_start_method(allow_none=True))
    """)
    assert out == "None\n"


def test_signals_and_the_collector_are_as_before(task):
    def handler(_signal, _frame):
        pass

    handlers = (signal.SIGALRM, signal.SIGINT)
    for alarm in (handler, signal.SIG_DFL, signal.getsignal(signal.SIGALRM)):
        before = signal.signal(signal.SIGALRM, alarm)
        try:
            expected = [signal.getsignal(number) for number in handlers]
            assert not poolable.explain(task, fresh=False).ok
            assert [signal.getsignal(number) for number in handlers] == expected
        finally:
            signal.signal(signal.SIGALRM, before)
    assert gc.isenabled()


def test_ctrl_c_gets_through(run):
    out = run("""
        import os, signal, threading, time, poolable
        signal.signal(signal.SIGINT, signal.default_int_handler)
        class Slow:
            def __reduce__(self):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(50)
        try:
            poolable.explain(Slow(), timeout=50)
        except KeyboardInterrupt:
            print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """)
    assert out == "True\n"


def test_a_time_limit_ends_it():
    class Slow:
        def __reduce__(self):
            time.sleep(1000)

    began = time.monotonic()
    (culprit,) = poolable.explain([Slow()], timeout=0.6).culprits
    assert culprit.steps == (("index", 0),)
    assert time.monotonic() - began < 20


def test_a_time_limit_may_come_at_any_moment(run):
    out = run("""
        import signal, sys, threading, poolable
        signal.signal(signal.SIGINT, signal.default_int_handler)
        class Endless:
            def __reduce__(self):
                return Endless, (Endless(),)
        def ask():
            for number in range(40):
                assert not poolable.explain(Endless(), timeout=10 ** -(2 + number / 20)).ok
        ask()
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        print(signal.getsignal(signal.SIGALRM) == signal.SIG_DFL, sys.gettrace())
        print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    """)
    assert out == "True None\nTrue\n"


def test_other_threads_may_ask(task):
    found = []
    thread = threading.Thread(target=lambda: found.append(poolable.explain(task, timeout=5)))
    thread.start()
    thread.join()
    assert [one.path for one in found[0].culprits] == ["task.lock", "task.parts[1]"]


def test_a_worker_may_ask():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert "job.lock" in pool.map(explain_in_worker, [1])[0]


# -- the main module ----------------------------------------------------------


def test_a_program_without_a_guard_ends_and_prints_once(run):
    out = run("""
        import threading, poolable
        class Job: pass
        job = Job()
        print(poolable.explain(job, start_method="spawn").ok)
        job.lock = threading.Lock()
        print(poolable.explain(job, start_method="spawn").culprits[0].path)
    """)
    assert out == "True\njob.lock\n"


def test_a_main_module_that_starts_a_process_without_a_guard_is_named(run):
    out = run("""
        import multiprocessing, poolable
        if multiprocessing.current_process().name != "poolable":
            report = poolable.explain(len, start_method="spawn")
            print([(one.stage, one.failure) for one in report.culprits])
        else:
            multiprocessing.get_context("spawn").Process(target=print).start()
    """)
    assert out == "[('fresh', 'missing_guard')]\n"


def test_a_notebook_has_no_file(run):
    source = """
        import sys, poolable
        main = sys.modules["__main__"]
        del main.__file__
        class Job: pass
        def task(): pass
        for one in (Job(), task):
            for method in ("spawn", "fork"):
                report = poolable.explain(one, start_method=method)
                print(method, [(one.stage, one.failure) for one in report.culprits])
    """
    stopped = "spawn [('fresh', 'notebook_function')]\nfork []\n"
    assert run(source) == stopped * 2


# -- the interpreter that is kept ---------------------------------------------


@linux
def test_one_interpreter_serves_many_checks_until_the_end(run, mark):
    before = processes(mark)  # children of the tests
    out = run("""
        import poolable
        from poolable.explainer import fresh_interpreter
        if __name__ == "__main__":
            pids = set()
            for n in range(5):
                assert poolable.explain([n], start_method="spawn").ok
                pids |= {one.process.pid for one in fresh_interpreter._kept.values()}
            print(len(pids))
    """)
    assert out == "1\n"
    eventually(lambda: set(processes(mark)) <= set(before))


@linux
def test_it_ends_when_its_parent_is_killed(run, mark):
    before = processes(mark)
    run("""
        import os, signal, poolable
        if __name__ == "__main__":
            assert poolable.explain([1], start_method="spawn").ok
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    eventually(lambda: set(processes(mark)) <= set(before))


@linux
def test_it_ends_when_it_has_nothing_to_do(monkeypatch):
    fresh_interpreter.close()
    monkeypatch.setattr(fresh_interpreter, "IDLE_TIMEOUT", 0.1)
    assert poolable.explain([1], start_method="spawn").ok
    kept = fresh_interpreter._kept[os.getpid()]
    eventually(lambda: not kept.alive)
    assert poolable.explain([1], start_method="spawn").ok
    assert fresh_interpreter._kept[os.getpid()] is not kept
    fresh_interpreter.close()
