"""A closed or terminated pool takes no more tasks.

run() closes a pool that it did not open, so the second call fails.

Cured by: borrowed_pool
Fails: ValueError: Pool not running
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        pool.close()
        pool.join()
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
        print(big_pow.run(pool, range(20)))
