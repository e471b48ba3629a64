"""Use an executor of interpreters, and keep it out of self.

Each worker is a thread with its own interpreter: no process starts, and
there is no start method. Tasks are pickled as for a process.

Runs on: 3.14+
Prints: 13923571680850
"""

from concurrent.futures import InterpreterPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with InterpreterPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
