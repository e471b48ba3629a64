"""Keep the proxy of a shared object, and leave the manager outside.

A proxy is an address: it can be sent in self, as an argument or in
another proxy. The manager is a process and stays with its maker.

Prints: 13923571680850
    20 calls
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Manager


class BigPow:
    def __init__(self, calls, n=10):
        self.calls = calls
        self.n = n

    def pow(self, x):
        self.calls.put(x)
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    with Manager() as manager, ProcessPoolExecutor() as pool:
        calls = manager.Queue()
        big_pow = BigPow(calls, n=10)
        print(big_pow.run(pool, range(20)))
        print(calls.qsize(), "calls")
