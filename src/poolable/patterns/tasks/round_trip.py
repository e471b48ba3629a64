"""Pickle and unpickle a task in the parent, before a worker has to.

An error while a worker loads a task breaks an executor without naming
the cause, and hangs a Pool. round_trip raises it in the parent.

Prints: 13923571680850
"""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.reduction import ForkingPickler


def round_trip(task):
    """Return task if the pickler of pools can make a copy of it."""
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
        self.n = state["n"]


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(1) as pool:
        print(big_pow.run(pool, range(20)))
