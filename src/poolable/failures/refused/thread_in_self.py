"""A thread in self cannot be sent: start a new one in each copy.

Pool.map pickles self.pow, which pickles self, which pickles
self.loader. Even after the thread has ended, its object still belongs
to the process that started it.

Cured by: restarted_thread, getstate
Fails on 3.8-3.12: TypeError: cannot pickle '_thread.lock' object
Fails on 3.13: TypeError: cannot pickle '_thread._ThreadHandle' object
Fails on 3.14+: TypeError: cannot pickle '_contextvars.Context' object
"""

from multiprocessing import Pool
from threading import Thread


class BigPow:
    def __init__(self, n=10):
        self.loader = Thread(target=self.load, args=(n,))
        self.loader.start()

    def load(self, n):
        self.n = n

    def pow(self, x):
        self.loader.join()
        return x**self.n

    def run(self, pool, args):
        self.loader.join()
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    with Pool() as pool:
        big_pow = BigPow(n=10)
        print(big_pow.run(pool, range(20)))
