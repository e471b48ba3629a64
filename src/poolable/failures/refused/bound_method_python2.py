"""On Python 2 a bound method cannot be pickled.

The pool is out of the way. What stops the task is pow itself: the
pickle of Python 2 knows no methods. Python 3 does.

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
