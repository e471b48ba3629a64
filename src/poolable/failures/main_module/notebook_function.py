"""A spawned worker cannot import a class defined in a notebook cell.

A kernel runs cells in a `__main__` that has no file. A worker that is
not forked starts with an empty `__main__`: each task ends a worker,
and the cell stays busy for ever.

Cured by: by_value, importable_file, loky_executor
Prints under fork: 13923571680850
Hangs on 3.8-3.11: AttributeError: Can't get attribute 'BigPow' on
    <module '__main__' (built-in)>
Hangs on 3.12-3.13: AttributeError: Can't get attribute 'BigPow' on
    <module '__main__' (<class '_frozen_importlib.BuiltinImporter'>)>
Hangs: AttributeError: module '__main__' has no attribute 'BigPow'
"""

from code import InteractiveInterpreter

CELLS = """
from multiprocessing import Pool
""", """
class BigPow:
    def __init__(self, n=10):
        self.n = n

    def pow(self, x):
        return x**self.n

    def run(self, pool, args):
        pows = pool.map(self.pow, args)
        return sum(pows)
""", """
with Pool(1) as pool:
    print(BigPow(n=10).run(pool, range(20)))
"""

if __name__ == "__main__":
    del __file__  # as in a kernel
    kernel = InteractiveInterpreter(globals())
    for cell in CELLS:
        kernel.runcode(compile(cell, "<cell>", "exec"))
