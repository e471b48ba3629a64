"""imap sends every argument in a message of its own.

Executor.map does the same. A small task then spends most of its time on
pickling, sending, waking a worker and answering.

Cured by: chunked, initializer
Prints: Pool.imap: 1000 messages for 1000 tasks
    Executor.map: 1000 messages for 1000 tasks
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.messages = 0

    def pow(self, x):
        return x**self.n

    def run(self, send, args):
        pows = send(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        self.messages += 1  # each message carries self.pow
        return self.__dict__.copy()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(2) as pool:
        big_pow.run(pool.imap, range(1000))
    print(f"Pool.imap: {big_pow.messages} messages for 1000 tasks")

    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(2) as executor:
        big_pow.run(executor.map, range(1000))
    print(f"Executor.map: {big_pow.messages} messages for 1000 tasks")
