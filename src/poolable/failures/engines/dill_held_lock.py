"""A lock that dill copies while it is held stays held for ever.

dill pickles a lock as a new one in the same state. Nobody in the
worker holds that one, so nobody will release it; and a copy of a lock
keeps no two processes apart in any case.

Cured by: explicit_context
Needs: dill
Hangs:
"""

import threading
from functools import partial
from multiprocessing import Pool

import dill


def power(payload, x, n=10):
    with dill.loads(payload):
        return x**n


if __name__ == "__main__":
    lock = threading.Lock()
    with lock:
        task = partial(power, dill.dumps(lock))
    with Pool() as pool:
        print(sum(pool.map(task, range(20))))
