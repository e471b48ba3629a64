"""Put the function into a file that workers can import.

A worker finds power by importing this file. A command line or a
notebook cell then only calls power_sum.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


def power(x, n=10):
    return x**n


def power_sum(args):
    with ProcessPoolExecutor() as pool:
        return sum(pool.map(power, args))


if __name__ == "__main__":
    print(power_sum(range(20)))
