"""A weak reference in self cannot be sent: lend the pool to run().

A weak reference does not keep the pool alive, but self still holds it.
In a worker there would be no pool that it could refer to.

Cured by: borrowed_pool, getstate
Fails on 3.8-3.9: TypeError: cannot pickle 'weakref' object
Fails on 3.10+: TypeError: cannot pickle 'weakref.ReferenceType' object
"""

from multiprocessing import Pool
from weakref import ref


class BigPow:
    def __init__(self, pool, n=10):
        self.pool = ref(pool)
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool().map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    with Pool() as pool:
        big_pow = BigPow(pool, n=10)
        print(big_pow.run(range(20)))
