"""Open the pool under a guard, in a with block.

A worker that was not forked imports this file to find power, and skips
everything under the guard. The end of the block ends the workers.

Prints: [10000000000, 25937424601, 61917364224, 137858491849,
    289254654976, 576650390625, 1099511627776, 2015993900449,
    3570467226624, 6131066257801]
"""

from multiprocessing import Pool


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        pow10 = pool.map(power, range(10, 20))
    print(pow10)
