"""Teach the pickle of Python 2 to send a method.

A method is sent as its object, the class that holds its function, and
the name that it has there. The function may have another name.

Runs on: 2.7+
Prints: 13923571680850
"""

import inspect
import sys
import types
from multiprocessing import Pool

try:
    import copy_reg as copyreg
except ImportError:
    import copyreg


def reduce_method(method):
    owner = method.__self__
    cls = owner if inspect.isclass(owner) else method.im_class
    for base in inspect.getmro(cls):
        for name, value in vars(base).items():
            # Look for the function, not its name, which may be private
            # or taken by the method that overrides it.
            if getattr(value, "__func__", value) is method.__func__:
                return rebuild_method, (owner, base, name)
    return types.MethodType, (method.__func__, owner, cls)


def rebuild_method(owner, base, name):
    if inspect.isclass(owner):
        return vars(base)[name].__get__(None, owner)
    return vars(base)[name].__get__(owner, base)


# Python 3 pickles methods by itself; a reducer would get in its way.
if sys.version_info[0] == 2:
    copyreg.pickle(types.MethodType, reduce_method)


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
        del state["pool"]
        return state


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    try:
        print(big_pow.run(range(20)))
    finally:
        big_pow.pool.terminate()
        big_pow.pool.join()
