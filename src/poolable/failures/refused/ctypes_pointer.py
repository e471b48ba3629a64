"""A ctypes pointer in self cannot be sent to a worker.

A pointer is an address in the memory of one process. In another it
points anywhere.

Cured by: rebuild_resource
Fails: ValueError: ctypes objects containing pointers cannot be pickled
"""

from ctypes import c_int, pointer
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = pointer(c_int(n))

    def pow(self, x):
        return x**self.n.contents.value

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
