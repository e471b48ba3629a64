"""Wrap the functions and methods of a notebook, to send their code.

A worker cannot import what a cell defines, but it can import
cloudpickle: ByValue is pickled as a call of cloudpickle.loads.

Needs: cloudpickle
Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor

import cloudpickle


class ByValue:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        # The worker calls loads(bytes), and gets the value itself.
        return cloudpickle.loads, (cloudpickle.dumps(self.value),)


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(ByValue(self.pow), args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
