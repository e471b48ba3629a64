"""Python 3.14 cannot pickle an itertools.count: keep a number instead.

Older Pythons could. The tasks of this class do not need the counter,
but pickle sends all of self with self.pow.

Cured by: plain_data, shared_counter
Fails on 3.14+: TypeError: cannot pickle 'itertools.count' object
Prints: 13923571680850
"""

from itertools import count
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.runs = count(1)
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        next(self.runs)
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
