"""A task that changes self changes a copy of it in the worker.

The worker gets a new copy of self with each chunk of tasks, and drops
it afterwards. Only the return values of the tasks come back.

Cured by: return_state, shared_array, manager_proxy
Prints: got 0, right 13923571680850
"""

from multiprocessing import Pool


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.pows = {}

    def pow(self, x):
        self.pows[x] = x**self.n

    def run(self, pool, args):
        pool.map(self.pow, args)
        return sum(self.pows.values())


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    right = sum(x**10 for x in range(20))
    with Pool() as pool:
        got = big_pow.run(pool, range(20))
    print(f"got {got}, right {right}")
