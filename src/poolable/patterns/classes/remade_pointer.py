"""Send the value, and make a new pointer on arrival.

__getstate__ puts the value in the place of the pointer. __setstate__
makes a pointer to that value in the memory of the worker.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from ctypes import c_int, pointer


class BigPow:
    def __init__(self, n=10):
        self.n = pointer(c_int(n))

    def pow(self, x):
        return x**self.n.contents.value

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        state["n"] = self.n.contents.value
        return state

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.n = pointer(c_int(state["n"]))


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
