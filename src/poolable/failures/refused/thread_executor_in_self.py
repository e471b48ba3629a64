"""A ThreadPoolExecutor in self cannot be sent: lend it to run().

Its own map pickles nothing, but a process pool pickles self.pow, which
pickles self, which pickles self.threads.

Cured by: borrowed_pool, getstate
Fails on 3.8-3.13: TypeError: cannot pickle '_queue.SimpleQueue' object
Fails on 3.14+: _pickle.PicklingError: Can't pickle local object
    <function WorkerContext.prepare.<locals>.create_context at 0x...>
"""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.threads = ThreadPoolExecutor()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.threads, Pool() as pool:
        print(big_pow.run(pool, range(20)))
