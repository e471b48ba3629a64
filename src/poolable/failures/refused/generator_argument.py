"""A generator cannot be sent to a worker: send a list or a range.

A generator is a function that has stopped half-way, in the memory of
one process. map may have one as its iterable: the parent reads that.

Cured by: plain_data, bounded_feed
Fails: TypeError: cannot pickle 'generator' object
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def sum_pows(self, numbers):
        return sum(map(self.pow, numbers))

    def run(self, pool, parts):
        return sum(pool.map(self.sum_pows, parts))


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    even = (x for x in range(20) if x % 2 == 0)
    odd = (x for x in range(20) if x % 2 == 1)
    with Pool() as pool:
        print(big_pow.run(pool, [even, odd]))
