"""Let __getattr__ refuse special names, and the one that it reads.

pickle makes an empty object, then asks it for __setstate__. An object
that has no settings yet must say that it knows no such thing.

Prints: 13923571680850
"""

from multiprocessing import Pool
from types import SimpleNamespace


class BigPow:
    def __init__(self, n=10):
        self.settings = SimpleNamespace(n=n)

    def __getattr__(self, name):
        if name.startswith("__") or name == "settings":
            raise AttributeError(f"BigPow has no attribute {name!r}")
        return getattr(self.settings, name)

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
