"""Each copy has a lock of its own, and the original keeps its own."""

import pickle

from poolable.patterns.classes.remade_lock import BigPow


def test_a_copy_has_a_lock_of_its_own():
    big_pow = BigPow(n=10)
    lock = big_pow.lock
    twin = pickle.loads(pickle.dumps(big_pow))
    assert big_pow.lock is lock
    assert type(twin.lock) is type(lock)
    assert twin.lock is not lock
    assert twin.n == 10


def test_a_copy_of_a_copy_has_a_lock_too():
    twin = pickle.loads(pickle.dumps(BigPow(n=10)))
    assert pickle.loads(pickle.dumps(twin)).pow(2) == 1024


def test_the_lock_of_a_copy_is_free_while_the_original_is_held():
    big_pow = BigPow(n=10)
    with big_pow.lock:
        assert pickle.loads(pickle.dumps(big_pow)).pow(2) == 1024
