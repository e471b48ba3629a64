"""A __getattr__ without a guard recurses in the worker, and map hangs.

The copy in the worker is empty when pickle asks it for __setstate__.
__getattr__ reads self.settings, which is missing too, and so Python
calls __getattr__ again.

Cured by: guarded_getattr
Hangs: RecursionError: maximum recursion depth exceeded
"""

from multiprocessing import Pool
from types import SimpleNamespace


class BigPow:
    def __init__(self, n=10):
        self.settings = SimpleNamespace(n=n)

    def __getattr__(self, name):
        return getattr(self.settings, name)

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(1) as pool:
        print(big_pow.run(pool, range(20)))
