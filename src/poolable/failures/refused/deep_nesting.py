"""A chain of 200,000 links is too deep for pickle: send it as a list.

To pickle a link, pickle first pickles the link that it holds. Each
link takes one more level of the stack.

Cured by: flattened_state, plain_data
Fails on 3.8-3.13: RecursionError: maximum recursion depth exceeded
    while pickling an object
Fails on 3.14+: RecursionError: Stack overflow (used ... kB) while
    pickling an object
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.seen = None
        self.n = n

    def see(self, x):
        self.seen = (x, self.seen)

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    for x in range(200_000):
        big_pow.see(x)
    with Pool() as pool:
        try:
            print(big_pow.run(pool, range(20)))
        except RecursionError as error:
            # Python 3.14 adds a note for each of thousands of levels.
            vars(error).pop("__notes__", None)
            raise
