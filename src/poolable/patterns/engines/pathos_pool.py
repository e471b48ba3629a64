"""Store a pathos pool in self, and map methods and lambdas.

A pathos pool pickles without its workers, and dill pickles the tasks.
The class needs no __getstate__ and no function outside it.

Needs: pathos
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Prints: 13923571680850 13923571680850
"""

from pathos.pools import ProcessPool


class BigPow:
    def __init__(self, n=10):
        self.pool = ProcessPool()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    try:
        print(big_pow.run(range(20)))
        print(sum(big_pow.pool.map(lambda x: x**10, range(20))))
    finally:
        big_pow.pool.close()
        big_pow.pool.join()
        big_pow.pool.clear()
