"""Teach the pickle of Python 2 how a method travels.

A method is sent as its object, the class that holds its function, and
the name it has there, which is not always the name of the function.

Runs on: 2.7+
Cures: bound_method_python2, reducer_breaks_pickle
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
    if owner is None:  # Python 2 only: BigPow.pow, bound to nothing
        holders = inspect.getmro(method.im_class)
    else:
        holders = inspect.getmro(
            owner if inspect.isclass(owner) else owner.__class__
        )
    for holder in holders:
        for name, value in vars(holder).items():
            # Same function: not fooled by overrides or private names.
            if getattr(value, "__func__", value) is method.__func__:
                return rebuild_method, (owner, holder, name)
    return types.MethodType, (method.__func__, owner)


def rebuild_method(owner, holder, name):
    return vars(holder)[name].__get__(owner, holder)


# Python 3 pickles methods by itself; a reducer would only get in its way.
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
