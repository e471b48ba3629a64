"""A worker of a Pool is a daemon, so it cannot open a pool of its own.

A program ends its daemons without asking them. A daemon with children
would leave those behind, so multiprocessing does not allow them.

Cured by: nested_executor
Fails: AssertionError: daemonic processes are not allowed to have
    children
"""

from multiprocessing import Pool


def power(x, n=10):
    return x**n


def power_sum(args):
    with Pool(2) as pool:
        return sum(pool.map(power, args))


if __name__ == "__main__":
    with Pool(2) as pool:
        halves = pool.map(power_sum, [range(10), range(10, 20)])
        print(sum(halves))
