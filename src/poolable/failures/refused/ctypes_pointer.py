"""A ctypes pointer in self cannot be sent: send the value instead.

A pointer is an address in the memory of one process. In another
process there is something else at that address.

Cured by: remade_pointer, build_on_first_use
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
