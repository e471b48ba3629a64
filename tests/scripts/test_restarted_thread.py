"""A copy is made by its class, with a thread of its own."""

import pickle
from threading import Event

from poolable.patterns.classes.restarted_thread import BigPow


class Waiting(BigPow):
    """Its thread waits for a signal before it is done."""

    signal = Event()

    def load(self, n):
        assert self.signal.wait(60)
        super().load(n)


def test_a_copy_starts_a_thread_of_its_own():
    big_pow = BigPow(n=10)
    twin = pickle.loads(pickle.dumps(big_pow))
    assert twin.loader is not big_pow.loader
    assert twin.loader.ident is not None
    assert twin.pow(2) == big_pow.pow(2) == 1024


def test_a_subclass_stays_one_and_its_thread_runs_again():
    Waiting.signal.set()
    sent = pickle.dumps(Waiting(n=10))
    Waiting.signal.clear()
    twin = pickle.loads(sent)
    assert type(twin) is Waiting
    assert twin.loader.is_alive()
    assert not hasattr(twin, "n")
    Waiting.signal.set()
    assert twin.pow(2) == 1024
