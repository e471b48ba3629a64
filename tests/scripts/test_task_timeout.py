"""task_timeout loses no result to a task that raises, exits or dies."""

import pytest

from poolable import lab
from poolable.catalog import get

pytest.importorskip("pebble")
TASK = "time.sleep(3600)  # an answer that does not come"


@pytest.mark.parametrize(
    ("task", "error"),
    [
        ("raise StopIteration", "StopIteration"),
        ("raise ValueError('too large')", "ValueError: too large"),
        ("__import__('os')._exit(3)", "pebble.common.types.ProcessExpired: Abnormal termination"),
    ],
)
def test_the_error_of_a_task_ends_the_program(script, task, error):
    source = get("task_timeout").source
    assert TASK in source
    outcome = lab.run(script(source.replace(TASK, task)))
    assert (outcome.verb, outcome.stdout) == ("Fails", "")
    assert outcome.error.startswith(error)


@pytest.mark.parametrize("error", ["ValueError", "KeyboardInterrupt"])
def test_an_error_does_not_wait_for_the_tasks_left(script, error):
    source = get("task_timeout").source
    changes = {
        "if x > 19:": "if x > 0:",
        "timeout=1": "timeout=3600",
        "total += future.result()": f"raise {error}",
    }
    for old, new in changes.items():
        assert source.count(old) == 1
        source = source.replace(old, new)
    outcome = lab.run(script(source))
    assert (outcome.verb, outcome.stdout) == ("Fails", "")
    assert outcome.error.startswith(error)
