"""A database connection in self cannot be sent: connect in the task.

Pool.map pickles self.pow, which pickles self, which pickles self.db.
A connection belongs to the process that opened it.

Cured by: reconnected_database, initializer, build_on_first_use
Fails: TypeError: cannot pickle 'sqlite3.Connection' object
"""

import sqlite3
from contextlib import closing
from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.db = sqlite3.connect(":memory:")
        self.db.create_function("power", 2, pow)
        self.n = n

    def pow(self, x):
        query = "SELECT power(?, ?)"
        return self.db.execute(query, (x, self.n)).fetchone()[0]

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with closing(big_pow.db), Pool() as pool:
        print(big_pow.run(pool, range(20)))
