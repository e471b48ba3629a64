"""Let executors hold the workers that start workers of their own.

The workers of a ProcessPoolExecutor are not daemons, so they may start
processes. Both levels notice when one of their workers dies.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


def power(x, n=10):
    return x**n


def power_sum(args):
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(power, args))


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        halves = pool.map(power_sum, [range(10), range(10, 20)])
        print(sum(halves))
