"""The error of a task that safe_task wraps arrives by every way that a result can take."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

SUBMIT = "pool.submit(safely, task, arg).result()"
OF_POOL = {
    "apply": "pool.apply(safely, (task, arg))",
    "apply_async": "pool.apply_async(safely, (task, arg)).get()",
    "map": "pool.map(partial(safely, task), [arg])[0]",
    "imap": "next(pool.imap(partial(safely, task), [arg]))",
    "imap_unordered": "next(pool.imap_unordered(partial(safely, task), [arg]))",
}


def pattern(way):
    """Return the pattern with another way to send a task."""
    source = get("safe_task").source
    assert source.count(SUBMIT) == 1
    return source.replace(SUBMIT, way)


def check(outcome):
    assert get("safe_task").expected(running().version, "").allows(outcome.verb, outcome.text)
    assert outcome.stderr == ""


@pytest.mark.parametrize("way", OF_POOL)
def test_it_arrives_from_a_pool(script, way):
    source = pattern(OF_POOL[way]).replace("ProcessPoolExecutor() as", "Pool() as")
    check(lab.run(script(f"from multiprocessing import Pool\n{source}")))


def test_it_arrives_from_the_map_of_an_executor(script):
    check(lab.run(script(pattern("next(pool.map(partial(safely, task), [arg]))"))))


def test_the_traceback_of_the_worker_arrives(script):
    source = get("safe_task").source.replace("except TaskError as error:", "except SystemExit:")
    outcome = lab.run(script(source))
    assert outcome.error.endswith("TaskError: PowerError: -1 is negative")
    assert 'raise PowerError(x, "is negative")' in outcome.stderr
