"""A logging handler in self cannot be sent: keep the logger instead.

Pool.map pickles self.pow, which pickles self, which pickles
self.handler. A handler holds a lock and a stream of one process. A
logger can be sent: pickle sends its name.

Cured by: logger_by_name, worker_logging
Fails: TypeError: cannot pickle '_thread.RLock' object
"""

import logging
from contextlib import closing
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.handler = logging.FileHandler("big_pow.log")
        self.logger = logging.getLogger("big_pow")
        self.logger.addHandler(self.handler)
        self.n = n

    def pow(self, x):
        self.logger.warning("power of %d", x)
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with closing(big_pow.handler), Pool() as pool:
        print(big_pow.run(pool, range(20)))
