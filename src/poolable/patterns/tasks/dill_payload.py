"""Pickle the callable with dill yourself, and send the bytes.

The worker gets bytes, which can always be sent, and the name of call,
which turns them back into the callable.

Needs: dill
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import dill


def call(payload, x):
    return dill.loads(payload)(x)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        task = partial(call, dill.dumps(lambda x: x**10))
        print(sum(pool.map(task, range(20))))
