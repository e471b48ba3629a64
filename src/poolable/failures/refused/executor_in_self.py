"""An executor stored in self cannot be sent: lend it to run() instead.

executor.map pickles self.pow, which pickles self, which pickles
self.executor. The message names the first part of the executor that
pickle refuses.

Cured by: borrowed_pool, getstate, module_function
Fails on 3.8: TypeError: cannot pickle 'weakref' object
Fails: TypeError: cannot pickle '_thread.lock' object
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.executor = ProcessPoolExecutor()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.executor.map(self.pow, args, chunksize=20)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.executor:
        print(big_pow.run(range(20)))
