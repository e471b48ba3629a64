"""Choose chunksize so that each worker gets a few messages.

Pool.map by itself chooses four for each worker. That is few enough to
cost little, and enough to even out tasks of different length.

Prints: 8 messages for 1000 tasks
"""

from concurrent.futures import ProcessPoolExecutor

WORKERS = 2


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.messages = 0

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        chunksize = -(-len(args) // (4 * WORKERS))  # rounded up
        pows = pool.map(self.pow, args, chunksize=chunksize)
        return sum(pows)

    def __getstate__(self):
        self.messages += 1  # each message carries self.pow
        return self.__dict__.copy()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(WORKERS) as pool:
        big_pow.run(pool, range(1000))
    print(big_pow.messages, "messages for 1000 tasks")
