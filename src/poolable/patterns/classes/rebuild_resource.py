"""Open what cannot travel on first use, and pickle self without it.

self keeps what it takes to open the connection. A copy that arrives in
a worker opens one of its own, and closes it when its tasks are done.

Prints: 13923571680850
"""

import sqlite3
from functools import cached_property
from multiprocessing import Pool
from weakref import finalize


class BigPow:
    def __init__(self, n=10):
        self.n = n

    @cached_property
    def db(self):
        db = sqlite3.connect(":memory:")
        db.create_function("power", 2, pow)
        finalize(self, db.close)
        return db

    def pow(self, x):
        query = "SELECT power(?, ?)"
        return self.db.execute(query, (x, self.n)).fetchone()[0]

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        state.pop("db", None)  # there only once it was used
        return state


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool() as pool:
        print(big_pow.run(pool, range(20)))
