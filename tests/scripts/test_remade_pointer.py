"""A copy points to a value of its own."""

import pickle

from poolable.patterns.classes.remade_pointer import BigPow


def test_a_copy_points_to_a_value_of_its_own():
    big_pow = BigPow(n=10)
    twin = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(big_pow))))
    assert twin.pow(2) == big_pow.pow(2) == 1024
    twin.n.contents.value = 3
    assert (twin.pow(2), big_pow.pow(2)) == (8, 1024)
