"""Let __getattr__ refuse special names, and the name that it reads.

pickle makes an empty object, then asks it for __setstate__. At that
moment the object has no settings yet, so it must raise AttributeError.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
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
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
