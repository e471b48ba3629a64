"""Map a module-level function, and hand it the one number it needs.

A function of a module travels as its name. Only n goes along, so it
does not matter what else self holds.

Prints: 13923571680850
"""

from functools import partial
from multiprocessing import Pool


def ext_pow(x, n=10):
    return x**n


class BigPow:
    def __init__(self, n=10):
        self.pool = Pool()
        self.n = n

    def run(self, args):
        pows = self.pool.map(partial(ext_pow, n=self.n), args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
