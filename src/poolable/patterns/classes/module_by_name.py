"""Keep the name of the module in self, and import it in the task.

A name is data, so pickle can send it. A module that the worker has
imported before is only looked up.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module


class BigPow:
    def __init__(self, n=10):
        self.backend = "operator"
        self.n = n

    def pow(self, x):
        return import_module(self.backend).pow(x, self.n)

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
