"""A pool in self cannot be sent to its workers: lend it to run().

Pool.map pickles self.pow, which pickles self, which pickles self.pool.

Cured by: borrowed_pool, getstate, module_function, pathos_pool
Fails: NotImplementedError: pool objects cannot be passed between
    processes or pickled
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.pool = Pool()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
