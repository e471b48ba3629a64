"""Give an object __call__ where you would write a closure.

pickle cannot send the n that a closure remembers. An object keeps n in
an attribute, and is sent as that and the name of its class.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def __call__(self, x):
        return x**self.n


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        print(sum(pool.map(BigPow(10), range(20))))
