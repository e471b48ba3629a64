"""What safe_task wraps arrives by every way that a result can take."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

WAYS = {
    "map": "pool.map(partial(safely, task), [arg])[0]",
    "imap": "next(pool.imap(partial(safely, task), [arg]))",
    "imap_unordered": "next(pool.imap_unordered(partial(safely, task), [arg]))",
    "apply_async": "pool.apply_async(safely, (task, arg)).get()",
    "executor": "pool.submit(safely, task, arg).result()",
}


@pytest.mark.parametrize("way", WAYS)
def test_it_arrives(script, way):
    source = get("safe_task").source.replace("pool.apply(safely, (task, arg))", WAYS[way])
    assert WAYS[way] in source
    if way == "executor":
        source = source.replace("multiprocessing import Pool", "concurrent.futures import *")
        source = source.replace("with Pool()", "with ProcessPoolExecutor()")
    outcome = lab.run(script(source))
    assert get("safe_task").expected(running().version, "").allows(outcome.verb, outcome.text)
    assert outcome.stderr == ""


def test_the_traceback_of_the_worker_arrives(script):
    source = get("safe_task").source.replace("except TaskError as error:", "except SystemExit:")
    outcome = lab.run(script(source))
    assert outcome.error.endswith("TaskError: PowerError: -1 is negative")
    assert 'raise PowerError(x, "is negative")' in outcome.stderr
