"""Send what a notebook cell defines by value.

ByValue is pickled as a call of cloudpickle.loads, which every worker
can import, and so arrives as the very thing that it holds.

Needs: cloudpickle
Prints: 13923571680850
"""

from code import InteractiveInterpreter

import cloudpickle


class ByValue:
    def __init__(self, value):
        self.value = value

    def __reduce__(self):
        return cloudpickle.loads, (cloudpickle.dumps(self.value),)


CELLS = """
from multiprocessing import Pool
""", """
class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(ByValue(self.pow), args)
        return sum(pows)
""", """
with Pool() as pool:
    print(BigPow(n=10).run(pool, range(20)))
"""

if __name__ == "__main__":
    del __file__  # as in a kernel
    kernel = InteractiveInterpreter(globals())
    for cell in CELLS:
        kernel.runcode(compile(cell, "<cell>", "exec"))
