"""Send a list, a range or a number instead of an iterator.

An iterator is a position in a running computation of this process.
Send its items, or the numbers from which a worker can make them.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.runs = 0
        self.n = n

    def pow(self, x):
        return x**self.n

    def sum_pows(self, numbers):
        return sum(self.pow(x) for x in numbers)

    def run(self, pool, parts):
        self.runs += 1
        return sum(pool.map(self.sum_pows, parts))


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    even = range(0, 20, 2)  # sent as three numbers
    odd = [x for x in range(20) if x % 2 == 1]
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, [even, odd]))
