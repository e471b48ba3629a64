"""Send a list, a range or a number instead of an iterator.

An iterator is a place in the running of this process. What it would
give, or what it takes to make it again, are data, and data travel.

Prints: 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.runs = 0
        self.n = n

    def pow(self, x):
        return x**self.n

    def sum_pows(self, numbers):
        return sum(map(self.pow, numbers))

    def run(self, pool, parts):
        self.runs += 1
        return sum(pool.map(self.sum_pows, parts))


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    even = range(0, 20, 2)  # what it takes: three numbers
    odd = [x for x in range(20) if x % 2 == 1]
    with Pool() as pool:
        print(big_pow.run(pool, [even, odd]))
