"""round_trip raises the error that would have ended a worker."""

from functools import partial

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.patterns.tasks.round_trip import BigPow, round_trip


class Private:
    def __pow(self, x):
        return x

    def task(self):
        return self.__pow


class Changed(BigPow):
    def __setstate__(self, state):
        self.n = state["exponent"]


def test_a_task_that_can_be_sent_is_returned_as_it_is():
    task = partial(pow, 2)
    assert round_trip(task) is task


def test_a_task_that_cannot_be_unpickled_raises():
    with pytest.raises(KeyError, match=r"^'exponent'$"):
        round_trip(Changed().pow)


def test_a_private_method_raises():
    with pytest.raises(AttributeError, match="__pow"):
        round_trip(Private().task())


def test_a_task_that_cannot_be_pickled_raises():
    with pytest.raises(Exception, match="<lambda>"):
        round_trip(lambda x: x)


def test_the_mistake_of_the_failure_raises_in_the_parent(script):
    source = get("round_trip").source.replace('state["n"]', 'state["exponent"]')
    outcome = lab.run(script(source))
    assert outcome.error == "KeyError: 'exponent'"
    assert "round_trip(self.pow)" in outcome.stderr
