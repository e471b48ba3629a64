"""Let the workers write their results into an array they share.

A RawArray is memory, not a message: each worker gets it with the object
as it starts, and nothing is sent back. Each task writes to a place of
its own, so no lock is needed.

Prints: got 13923571680850, right 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import RawArray


class BigPow:
    def __init__(self, pows, n=10):
        self.pows = pows
        self.n = n

    def pow(self, x):
        self.pows[x] = x**self.n

    def run(self, pool, args):
        list(pool.map(power, args))  # raises what a task raised
        return sum(self.pows)


def start_worker(state):
    global shared
    shared = state


def power(x):
    shared.pow(x)


if __name__ == "__main__":
    big_pow = BigPow(RawArray("Q", 20), n=10)
    right = sum(x**10 for x in range(20))
    with ProcessPoolExecutor(
        2, initializer=start_worker, initargs=(big_pow,)
    ) as pool:
        got = big_pow.run(pool, range(20))
    print(f"got {got}, right {right}")
