"""Lend run() a pool instead of storing one in self.

What is not in self need not be stripped from it. The same object then
works with any pool or executor, and whoever made that one ends it.

Prints: 13923571680850 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


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
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
    with ProcessPoolExecutor() as executor:
        print(big_pow.run(executor, range(20)))
