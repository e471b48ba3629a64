"""Let ProcessPoolExecutor hold the workers that need workers.

Its workers are no daemons: they may start processes, and when the
program ends it waits for them.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


def power(x, n=10):
    return x**n


def power_sum(args):
    with Pool(2) as pool:
        return sum(pool.map(power, args))


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        halves = pool.map(power_sum, [range(10), range(10, 20)])
        print(sum(halves))
