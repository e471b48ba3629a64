"""Pickle and unpickle a task here, before a worker has to.

What fails on the way to a worker then fails in the parent, as an
exception with a traceback, and not as a pool that waits for ever.

Prints: this task cannot travel: KeyError('exponent')
"""

import pickle
from multiprocessing import Pool
from multiprocessing.reduction import ForkingPickler


def round_trip(task):
    """Return task, if a copy of it can be made as a worker does."""
    pickle.loads(ForkingPickler.dumps(task))
    return task


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(round_trip(self.pow), args)
        return sum(pows)

    def __getstate__(self):
        return {"n": self.n}

    def __setstate__(self, state):
        self.n = state["exponent"]


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(1) as pool:
        try:
            print(big_pow.run(pool, range(20)))
        except Exception as error:
            print(f"this task cannot travel: {error!r}")
