"""safe_callback passes every result on, and raises the error of a callback or a task."""

import sys
from concurrent.futures import Future

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.patterns.errors.safe_callback import guarded


def called(callback, *, result=None, error=None):
    """Return the errors that a guarded callback keeps of a future."""
    errors, future = [], Future()
    future.add_done_callback(guarded(callback, errors))
    future.set_exception(error) if error else future.set_result(result)
    return errors


def test_the_callback_gets_the_result():
    results = []
    assert called(results.append, result=7) == []
    assert results == [7]


def test_what_the_callback_raises_is_kept_with_its_traceback():
    (error,) = called([].extend, result=7)
    assert isinstance(error, TypeError)
    assert error.__traceback__ is not None


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), KeyboardInterrupt()])
def test_what_the_task_raises_is_kept(error):
    assert called(print, error=error) == [error]


def test_an_exit_in_a_callback_is_kept():
    assert [type(error) for error in called(sys.exit, result=7)] == [SystemExit]


def test_an_exit_in_a_task_ends_the_program_with_its_text(script):
    source = get("safe_callback").source.replace("return x**n", 'raise SystemExit("too large")')
    outcome = lab.run(script(source))
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (1, "", "too large\n")
