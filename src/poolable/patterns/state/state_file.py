"""Pickle state once into a file that each worker loads once.

A task carries the path of the file. A cached function loads it with
the first task of a worker, and every later task uses the same object.
This fits any pool, on every platform. Each worker has its own copy.

Prints: 13923571680850
    pickled 1 times for 2 workers
"""

import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from tempfile import TemporaryDirectory


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = [x**n for x in range(10000)]
        self.pickled = 0

    def pow(self, x):
        return self.table[x]

    def run(self, pool, args):
        with TemporaryDirectory() as folder:
            path = os.path.join(folder, "state.pickle")
            with open(path, "wb") as file:
                pickle.dump(self, file)
            pows = pool.map(partial(power, path), args)
            return sum(pows)

    def __getstate__(self):
        self.pickled += 1
        return self.__dict__.copy()


@lru_cache(maxsize=1)
def load(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def power(path, x):
    return load(path).pow(x)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(2) as pool:
        print(big_pow.run(pool, range(20)))
    print("pickled", big_pow.pickled, "times for 2 workers")
