"""Give an object __call__, where a closure would remember a value.

A closure hides n in a cell that pickle cannot reach. An object keeps it
in an attribute, and travels as the name of its class and that.

Prints: 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def __call__(self, x):
        return x**self.n


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(BigPow(10), range(20))))
