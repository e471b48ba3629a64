"""The chain arrives whole, whatever its length, and the object that was sent keeps its own."""

import pickle

import pytest

from poolable.patterns.classes.flattened_state import BigPow


def numbers(big_pow):
    """Yield what is in the chain, the latest first."""
    link = big_pow.seen
    while link:
        x, link = link
        yield x


@pytest.mark.parametrize("length", [0, 1, 100_000])
def test_the_chain_arrives_whole(length):
    big_pow = BigPow(n=3)
    for x in range(length):
        big_pow.see(x)
    twin = pickle.loads(pickle.dumps(big_pow))
    assert twin.n == 3
    assert list(numbers(twin)) == list(numbers(big_pow)) == list(range(length))[::-1]
