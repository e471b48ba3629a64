"""Return what a task found, and put it together in the parent.

What a task returns is all that comes back from a worker. Who called
map has the results in one place, and needs no lock to merge them.

Prints: got 13923571680850, right 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.pows = {}

    def pow(self, x):
        return x, x**self.n

    def run(self, pool, args):
        self.pows.update(pool.map(self.pow, args))
        return sum(self.pows.values())


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    right = sum(x**10 for x in range(20))
    with Pool() as pool:
        got = big_pow.run(pool, range(20))
    print(f"got {got}, right {right}")
