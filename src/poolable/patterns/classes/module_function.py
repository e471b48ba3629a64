"""Map a module-level function, and give it the one number it needs.

A function of a module is sent as its name. Only n is sent with it,
whatever else self holds.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial


def ext_pow(x, n=10):
    return x**n


class BigPow:
    def __init__(self, n=10):
        self.pool = ProcessPoolExecutor()
        self.n = n

    def run(self, args):
        pows = self.pool.map(partial(ext_pow, n=self.n), args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
