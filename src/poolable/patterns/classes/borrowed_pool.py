"""Lend run() a pool instead of storing one in self.

Without a pool in self there is nothing to remove before pickling. The
caller chooses the pool or executor, and ends it.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
