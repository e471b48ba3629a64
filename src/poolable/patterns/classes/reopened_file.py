"""Keep the path in self, and open the file in the task.

A path is data, so pickle can send it. In mode "a" every write goes to
the end of the file, so workers do not overwrite each other's lines.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.path = "big_pow.log"
        self.n = n

    def pow(self, x):
        with open(self.path, "a") as log:
            log.write(f"{x}\n")
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
