"""Let each worker build what its tasks need, on first use.

A cached function runs once in each process that calls it. What travels
is what it builds from, here one number. If it raises, that is the
error of a task, and the next task tries again.

Prints: 13923571680850
    built 0 times in the parent
"""

from functools import lru_cache, partial
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = [x**n for x in range(10000)]

    def pow(self, x):
        return self.table[x]


@lru_cache(maxsize=None)
def big_pow(n):
    return BigPow(n)


def power(n, x):
    return big_pow(n).pow(x)


def run(pool, args, n=10):
    pows = pool.map(partial(power, n), args)
    return sum(pows)


if __name__ == "__main__":
    with Pool(2) as pool:
        print(run(pool, range(20)))
    built = big_pow.cache_info().currsize
    print("built", built, "times in the parent")
