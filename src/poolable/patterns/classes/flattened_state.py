"""Flatten a deep structure to a list when self is pickled.

Pickle recurses once for each link of a chain, until the stack is full.
A list of any length is one level deep.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.seen = None
        self.n = n

    def see(self, x):
        self.seen = (x, self.seen)

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args, chunksize=10)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        # A link is a pair: a number, and the link before it.
        link, state["seen"] = self.seen, []
        while link:
            x, link = link
            state["seen"].append(x)
        return state

    def __setstate__(self, state):
        self.__dict__.update(state, seen=None)
        for x in reversed(state["seen"]):
            self.see(x)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    for x in range(200_000):
        big_pow.see(x)
    with ProcessPoolExecutor() as pool:
        print(big_pow.run(pool, range(20)))
