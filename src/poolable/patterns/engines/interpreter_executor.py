"""Lend run() an executor of interpreters, and keep self plain.

Each worker is a thread with an interpreter of its own, so there is no
process and no start method. What tasks need is pickled all the same.

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
    with InterpreterPoolExecutor() as executor:
        print(big_pow.run(executor, range(20)))
