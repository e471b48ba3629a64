"""An open file in self cannot be sent: keep its path instead.

Pool.map pickles self.pow, which pickles self, which pickles self.log.
An open file is a handle and a position of one process.

Cured by: reopened_file, worker_logging
Fails on 3.8-3.11: TypeError: cannot pickle '_io.TextIOWrapper' object
Fails on 3.12+: TypeError: cannot pickle 'TextIOWrapper' instances
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.log = open("big_pow.log", "w")
        self.n = n

    def pow(self, x):
        self.log.write(f"{x}\n")
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.log, Pool() as pool:
        print(big_pow.run(pool, range(20)))
