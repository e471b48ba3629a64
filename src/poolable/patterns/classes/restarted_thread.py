"""Send the arguments, and let __init__ start a new thread on arrival.

__reduce__ names a class and its arguments. The worker calls the class
with them, so __init__ makes the copy, and starts its thread.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from threading import Thread


class BigPow:
    def __init__(self, n=10):
        self.loader = Thread(target=self.load, args=(n,))
        self.loader.start()

    def load(self, n):
        self.n = n

    def pow(self, x):
        self.loader.join()
        return x**self.n

    def run(self, pool, args):
        self.loader.join()
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __reduce__(self):
        self.loader.join()  # there is no n before that
        return type(self), (self.n,)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        big_pow = BigPow(n=10)
        print(big_pow.run(pool, range(20)))
