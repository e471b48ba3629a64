"""A pool that is never closed keeps its workers until the program ends.

The workers stay when the last reference to the pool is gone. Python
warns of it, but hides that warning by default; -X dev shows it.

Cured by: borrowed_pool, guarded_pool
Prints: 13923571680850
    13923571680850
    ResourceWarning: unclosed running multiprocessing pool
    <multiprocessing.pool.Pool state=RUN pool_size=2>
    4 workers alive, right 0
"""

import warnings
from multiprocessing import Pool, active_children


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pool = Pool(2)
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        print(big_pow.run(range(20)))
        print(big_pow.run(range(20)))
    for warning in caught[:1]:
        print(f"{warning.category.__name__}: {warning.message}")
    print(len(active_children()), "workers alive, right 0")
