"""Leave the lock out of the state, and make a new one on arrival.

__getstate__ says what pickle sends: everything but the lock.
__setstate__ fills the copy in the worker, and gives it its own lock.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from threading import Lock


class BigPow:
    def __init__(self, n=10):
        self.lock = Lock()
        self.n = n

    def pow(self, x):
        with self.lock:
            return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        del state["lock"]
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.lock = Lock()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
