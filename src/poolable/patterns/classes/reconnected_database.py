"""Keep the address in self, and connect in the task.

An address is data, so pickle can send it. The connection begins and
ends in one task of one process, so no copy of self ever holds it.

Prints: 13923571680850
"""

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing


class BigPow:
    def __init__(self, n=10):
        self.address = ":memory:"
        self.n = n

    def pow(self, x):
        query = "SELECT power(?, ?)"
        with closing(sqlite3.connect(self.address)) as db:
            db.create_function("power", 2, pow)
            return db.execute(query, (x, self.n)).fetchone()[0]

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
