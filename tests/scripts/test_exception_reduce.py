"""The exception of exception_reduce is whole after the trip."""

import copy
import pickle

import pytest

from poolable.patterns.errors.exception_reduce import PowerError


class LogError(PowerError):
    """One that adds nothing to how it is made."""


@pytest.fixture(params=range(pickle.HIGHEST_PROTOCOL + 1))
def again(request):
    return lambda error: pickle.loads(pickle.dumps(error, request.param))


def test_its_arguments_and_its_text_survive(again):
    error = again(PowerError(-1, "is negative"))
    assert (type(error), error.x, error.reason) == (PowerError, -1, "is negative")
    assert str(error) == "-1 is negative"


def test_a_subclass_stays_one(again):
    assert type(again(LogError(0, "is zero"))) is LogError


def test_notes_and_other_attributes_survive(again):
    error = PowerError(-1, "is negative")
    error.add_note("in row 7")
    error.row = 7
    assert (again(error).__notes__, again(error).row) == (["in row 7"], 7)


def test_a_copy_of_a_copy_is_like_the_copy(again):
    error = again(again(copy.copy(PowerError(-1, "is negative"))))
    assert str(error) == "-1 is negative"
