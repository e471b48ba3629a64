"""Pickle the callable with dill by hand, for a call that needs it.

The standard pool is sent bytes, which always travel, and a function
of this module that turns them back into the callable.

Needs: dill
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Prints: 13923571680850
"""

from functools import partial
from multiprocessing import Pool

import dill


def call(payload, x):
    return dill.loads(payload)(x)


if __name__ == "__main__":
    with Pool() as pool:
        task = partial(call, dill.dumps(lambda x: x**10))
        print(sum(pool.map(task, range(20))))
