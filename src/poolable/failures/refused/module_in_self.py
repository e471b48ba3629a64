"""A module in self cannot be sent to a worker.

Functions and classes of a module travel as names. The module itself
does not, though its name would do.

Cured by: rebuild_resource
Fails: TypeError: cannot pickle 'module' object
"""

import operator
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.backend = operator
        self.n = n

    def pow(self, x):
        return self.backend.pow(x, self.n)

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
