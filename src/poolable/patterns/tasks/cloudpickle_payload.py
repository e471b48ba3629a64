"""Pickle the callable with cloudpickle yourself, and send the bytes.

The worker gets bytes, which can always be sent, and the name of call,
which turns them back into the callable.

Needs: cloudpickle
Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import cloudpickle


def call(payload, x):
    return cloudpickle.loads(payload)(x)


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        task = partial(call, cloudpickle.dumps(lambda x: x**10))
        print(sum(pool.map(task, range(20))))
