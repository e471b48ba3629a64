"""A held lock sent by dill stays held: share a lock of multiprocessing.

dill pickles a lock as a new lock in the same state. No thread of the
worker holds the copy, so none will release it. A copy of a free lock
would not help: it cannot keep two processes apart.

Cured by: explicit_context, remade_lock
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
