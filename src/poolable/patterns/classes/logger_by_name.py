"""Keep the logger in self, and set up its handler in each worker.

pickle sends a logger as its name, and the worker gets its own logger
of that name. The initializer gives that logger a handler, here with
one file for each worker.

Prints: 13923571680850
"""

import logging
import os
from concurrent.futures import ProcessPoolExecutor


def start_logging():
    handler = logging.FileHandler(f"big_pow.{os.getpid()}.log")
    logging.getLogger("big_pow").addHandler(handler)


class BigPow:
    def __init__(self, n=10):
        self.logger = logging.getLogger("big_pow")
        self.n = n

    def pow(self, x):
        self.logger.warning("power of %d", x)
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor(initializer=start_logging) as pool:
        print(big_pow.run(pool, range(20)))
