"""Leave the pool behind when self is pickled.

Only n is then sent with self.pow. The pool stays in the process that
made it. A copy that is asked for its pool says that it has none.

Prints: 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.pool = Pool()
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool.map(self.pow, args)
        return sum(pows)

    def __getstate__(self):
        state = self.__dict__.copy()
        state.pop("pool", None)  # a copy of a copy has none
        return state

    def __setstate__(self, state):
        # Without the pool: when asked, __getattr__ says so.
        self.__dict__.update(state)

    def __getattr__(self, name):
        if name == "pool":
            raise RuntimeError(
                "this copy of BigPow came without its pool: call run() "
                "on the original, or give the copy a pool of its own"
            )
        raise AttributeError(f"BigPow has no attribute {name!r}")


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
