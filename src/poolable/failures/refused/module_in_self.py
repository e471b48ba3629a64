"""A module in self cannot be sent to a worker: keep its name instead.

pickle sends functions and classes of a module as names, but it has no
such rule for the module itself.

Cured by: module_by_name
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
