"""Let each worker build what its tasks need, on first use.

A cached function runs once in each process that calls it. Only its
argument is sent, here one number. If it raises, that is the error of a
task, and the next task tries again.

Prints: 13923571680850
    built 1 time in the worker for 20 tasks
"""

from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return table(self.n)[x]

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


@lru_cache(maxsize=None)
def table(n):
    return [x**n for x in range(10000)]


def times_built():
    return table.cache_info().misses


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(1) as pool:
        print(big_pow.run(pool, range(20)))
        built = pool.submit(times_built).result()
    print("built", built, "time in the worker for 20 tasks")
