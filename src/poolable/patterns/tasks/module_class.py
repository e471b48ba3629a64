"""Define a class at the top of a module, under its own name.

An object is sent as its data and the name of its class. A worker
imports the module and looks the class up by that name.

Prints: 13923571680850 13923571680850
"""

from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor

Job = namedtuple("Job", "x n")


def power(job):
    return job.x**job.n


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    jobs = [Job(x, 10) for x in range(20)]
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
        print(sum(pool.map(power, jobs)))
