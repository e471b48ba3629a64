"""A ProcessPoolExecutor in the place of a Pool, where a Pool waits for ever."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

EXCHANGE = {
    "from multiprocessing import Pool": "from concurrent.futures import ProcessPoolExecutor",
    " Pool(": " ProcessPoolExecutor(",
    "pool.map_async(": "pool.map(",
    "pows.get()": "pows",
    "sleep(0.5)": "sleep(0.01)",
}


def exchanged(name):
    """Return the failure called *name* with an executor for its pool."""
    source = get(name).source
    for pool, executor in EXCHANGE.items():
        source = source.replace(pool, executor)
    return source


@pytest.mark.parametrize("start_method", running().start_methods)
@pytest.mark.parametrize("failure", ["get_after_pool", "function_after_pool"])
def test_it_cures_by_its_class_alone(script, failure, start_method):
    outcome = lab.run(script(exchanged(failure)), start_method=start_method)
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")


def test_it_notices_the_death(script):
    outcome = lab.run(script(exchanged("worker_killed")))
    assert outcome.error == get("worker_killed_executor").expected(running().version, "").text
