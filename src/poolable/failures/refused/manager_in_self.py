"""A Manager in self cannot be sent to a worker: keep only its proxies.

The manager holds the process that it started. That process holds the
key to all connections of this program, which pickle must not send.

Cured by: manager_proxy, getstate
Fails: TypeError: Pickling an AuthenticationString object is disallowed
    for security reasons
"""

from multiprocessing import Manager, Pool


class BigPow:
    def __init__(self, n=10):
        self.manager = Manager()
        self.calls = self.manager.Queue()
        self.n = n

    def pow(self, x):
        self.calls.put(x)
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.manager, Pool() as pool:
        print(big_pow.run(pool, range(20)))
