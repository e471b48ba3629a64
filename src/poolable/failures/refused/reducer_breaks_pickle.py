"""A method reducer of Python 2 breaks Python 3: register it on 2 only.

copyreg is global: each pickle.dumps of the process uses the reducer.
Methods have had no im_self since Python 3.0. Pool.map alone still
works, because it adds its own reducer for methods.

Cured by: method_reducer, getstate
Runs on: 2.7+
Prints on 2.7: 13923571680850 13923571680850
Fails on 3.8+: AttributeError: 'function' object has no attribute
    'im_self'
"""

import pickle
import sys
import types
from multiprocessing import Pool

if sys.version_info[0] < 3:
    import copy_reg as copyreg
else:
    import copyreg


def _pickle_method(m):
    class_self = m.im_class if m.im_self is None else m.im_self
    return getattr, (class_self, m.im_func.func_name)


copyreg.pickle(types.MethodType, _pickle_method)


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
        pow_copy = pickle.loads(pickle.dumps(big_pow.pow))
        print(sum(map(pow_copy, range(20))))
    finally:
        big_pow.pool.terminate()
        big_pow.pool.join()
