"""A log handler added under the guard is missing in spawned workers.

A forked worker inherits the handler. Any other worker imports the
script and skips the code under the guard, so its records are dropped.

Cured by: worker_logging
Prints under fork: got 20 records, right 20
Prints: got 0 records, right 20
"""

import logging
from multiprocessing import Pool

logger = logging.getLogger("big_pow")


def power(x, n=10):
    logger.info("%d to the power of %d", x, n)
    return x**n


if __name__ == "__main__":
    logger.addHandler(logging.FileHandler("big_pow.log", mode="w"))
    logger.setLevel(logging.INFO)
    with Pool(2) as pool:
        pool.map(power, range(20))
    with open("big_pow.log") as log:
        print("got", len(log.readlines()), "records, right 20")
