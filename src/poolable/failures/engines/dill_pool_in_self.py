"""dill cannot send a pool stored in self either: lend it to run().

dill can pickle more kinds of object than pickle, but not a standard
pool: Pool.__reduce__ raises, whichever library calls it.

Cured by: borrowed_pool, getstate, module_function, pathos_pool
Needs: dill
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Fails: NotImplementedError: pool objects cannot be passed between
    processes or pickled
"""

from functools import partial
from multiprocessing import Pool

import dill


def call(payload, x):
    return dill.loads(payload)(x)


class BigPow:
    def __init__(self, n=10):
        self.pool = Pool()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        task = partial(call, dill.dumps(self.pow))
        pows = self.pool.map(task, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
