"""Return what a task found, and put it together in the parent.

Only its return value comes back from a task. The caller of map then has
all results in one place, and merges them without a lock.

Prints: got 13923571680850, right 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.pows = {}

    def pow(self, x):
        return x, x**self.n

    def run(self, pool, args):
        # All results first: until then, self is sent with the tasks.
        pows = dict(pool.map(self.pow, args))
        self.pows.update(pows)
        return sum(self.pows.values())


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    right = sum(x**10 for x in range(20))
    with ProcessPoolExecutor() as pool:
        got = big_pow.run(pool, range(20))
    print(f"got {got}, right {right}")
