"""Pickle the callable with cloudpickle by hand.

The standard pool is sent bytes, which always travel, and a function
of this module that turns them back into the callable.

Needs: cloudpickle
Prints: 13923571680850
"""

from functools import partial
from multiprocessing import Pool

import cloudpickle


def call(payload, x):
    return cloudpickle.loads(payload)(x)


if __name__ == "__main__":
    with Pool() as pool:
        task = partial(call, cloudpickle.dumps(lambda x: x**10))
        print(sum(pool.map(task, range(20))))
