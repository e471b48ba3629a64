"""A method takes all of self along with every chunk of tasks.

Pool.map cuts the arguments into about four chunks for each worker. A
message has one chunk and the method, and so self with its table.

Cured by: initializer, state_file, build_on_first_use, fork_inherit
Prints: 13923571680850
    pickled 7 times for 2 workers
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = [x**n for x in range(10000)]
        self.pickled = 0

    def pow(self, x):
        return self.table[x]

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        self.pickled += 1
        return self.__dict__.copy()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(2) as pool:
        print(big_pow.run(pool, range(20)))
    print("pickled", big_pow.pickled, "times for 2 workers")
