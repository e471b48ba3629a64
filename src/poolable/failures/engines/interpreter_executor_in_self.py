"""An executor in self cannot go to an interpreter: lend it to run().

Objects that interpreters cannot share are pickled, and self.pow takes
self.pool along. The message shows the whole call and names no
attribute.

Cured by: interpreter_executor, getstate
Runs on: 3.14+
Fails: concurrent.interpreters.NotShareableError: (Queue(1), <bound
    method BigPow.pow of <__main__.BigPow object at 0x...>>, (0,), {})
    does not support cross-interpreter data
"""

from concurrent.futures import InterpreterPoolExecutor


class BigPow:
    def __init__(self, n=10):
        self.pool = InterpreterPoolExecutor(1)
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, args):
        pows = self.pool.map(self.pow, args)
        return sum(pows)


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with big_pow.pool:
        print(big_pow.run(range(20)))
