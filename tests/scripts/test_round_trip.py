"""round_trip raises what a worker would have died of."""

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


def test_what_travels_is_returned_as_it_is():
    task = partial(pow, 2)
    assert round_trip(task) is task


def test_what_cannot_be_unpickled_raises():
    with pytest.raises(KeyError, match=r"^'exponent'$"):
        round_trip(BigPow().pow)


def test_a_private_method_raises():
    with pytest.raises(AttributeError, match="__pow"):
        round_trip(Private().task())


def test_what_cannot_be_pickled_raises():
    with pytest.raises(Exception, match="<lambda>"):
        round_trip(lambda x: x)


def test_the_repaired_class_works(script):
    source = get("round_trip").source.replace('state["exponent"]', 'state["n"]')
    assert lab.run(script(source)).stdout == "13923571680850\n"
