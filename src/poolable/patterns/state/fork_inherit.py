"""Fork workers that find a global of their parent in their memory.

Nothing is pickled, so the global may be what pickle refuses, and
nothing is copied until it is written to. Ask for fork by name: since
3.14 it is no longer the default. Fill the global before the first
task, and start no thread before that.

Prints: 13923571680850
    pickled 0 times for 2 workers
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = [x**n for x in range(10000)]
        self.pickled = 0

    def pow(self, x):
        return self.table[x]

    def run(self, pool, args):
        pows = pool.map(power, args)
        return sum(pows)

    def __getstate__(self):
        self.pickled += 1
        return self.__dict__.copy()


def power(x):
    return big_pow.pow(x)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        print(big_pow.run(pool, range(20)))
    print("pickled", big_pow.pickled, "times for 2 workers")
