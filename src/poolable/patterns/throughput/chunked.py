"""Choose chunksize so that each worker gets a few messages.

Four for each worker is what Pool.map chooses by itself: few enough to
cost little, enough to even out tasks that do not take equally long.

Prints: Pool.imap: 8 messages for 1000 tasks
    Executor.map: 8 messages for 1000 tasks
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

WORKERS = 2


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.messages = 0

    def pow(self, x):
        return x**self.n

    def run(self, send, args):
        chunksize = -(-len(args) // (4 * WORKERS))  # rounded up
        pows = send(self.pow, args, chunksize=chunksize)
        return sum(pows)

    def __getstate__(self):
        self.messages += 1  # each message carries self.pow
        return self.__dict__.copy()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(WORKERS) as pool:
        big_pow.run(pool.imap, range(1000))
    print(f"Pool.imap: {big_pow.messages} messages for 1000 tasks")

    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(WORKERS) as executor:
        big_pow.run(executor.map, range(1000))
    print(f"Executor.map: {big_pow.messages} messages for 1000 tasks")
