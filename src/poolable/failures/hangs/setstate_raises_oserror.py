"""An OSError while a worker unpickles hangs the pool without a message.

The worker takes an OSError or EOFError there for a pipe that the parent
has closed. It ends quietly, and the pool waits for the lost task.

Cured by: reopened_file, round_trip, process_executor
Hangs:
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

    def __setstate__(self, state):
        with open("exponent.txt") as file:
            self.n = int(file.read())


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(1) as pool:
        print(big_pow.run(pool, range(20)))
