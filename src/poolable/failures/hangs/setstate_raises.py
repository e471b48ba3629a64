"""A task that raises while a worker unpickles it hangs the pool.

__getstate__ was changed, and __setstate__ was not. The worker crashes
before it has a task, so no error reaches the parent.

Cured by: round_trip, getstate, process_executor
Hangs: KeyError: 'exponent'
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        return {"n": self.n}

    def __setstate__(self, state):
        self.n = state["exponent"]


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(1) as pool:
        print(big_pow.run(pool, range(20)))
