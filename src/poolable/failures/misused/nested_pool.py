"""A worker of a pool cannot have a pool of its own.

The workers of multiprocessing.Pool are daemons, ended with the program
that made them. A daemon with children would leave those behind.

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
