"""A lock in self cannot be sent: make a new one in each copy.

Pool.map pickles self.pow, which pickles self, which pickles self.lock.
A threading.Lock works between the threads of one process only.

Cured by: remade_lock, inherit_primitives
Fails: TypeError: cannot pickle '_thread.lock' object
"""

from multiprocessing import Pool
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


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
