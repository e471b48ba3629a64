"""Python 2 cannot pickle a bound method: register a reducer.

__getstate__ keeps the pool out of the message, but the task still
fails: the pickle of Python 2 has no rule for methods. That of Python 3
has one.

Cured by: method_reducer
Runs on: 2.7+
Fails on 2.7: cPickle.PicklingError: Can't pickle <type
    'instancemethod'>: attribute lookup __builtin__.instancemethod
    failed
Prints on 3.8+: 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.pool = Pool()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        del state["pool"]
        return state


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    try:
        print(big_pow.run(range(20)))
    finally:
        big_pow.pool.terminate()
        big_pow.pool.join()
