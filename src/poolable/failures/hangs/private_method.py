"""A method with two leading underscores is not found, and map hangs.

The class stores it as _BigPow__pow, but the message says __pow. The
worker crashes before it has a task, so no error reaches the parent.

Cured by: borrowed_pool, module_function
Hangs: AttributeError: 'BigPow' object has no attribute '__pow'
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def __pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.__pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(1) as pool:
        print(big_pow.run(pool, range(20)))
