"""A lock of the fork context cannot be sent to a spawned worker.

A lock made for fork has no name that another process could open.
Python up to 3.11.4 sends the lock's address, which is invalid in the
worker: the worker crashes and the pool waits. Newer Pythons refuse.

Cured by: explicit_context
Hangs on 3.8-3.11.4 under fork:
Fails on 3.11+ under fork: RuntimeError: A SemLock created in a fork
    context is being shared with a process in a spawn context. This is
    not supported. Please use the same context to create
    multiprocessing objects and Process.
Prints: 13923571680850
"""

from multiprocessing import Lock, get_context


def take(shared_lock):
    global lock
    lock = shared_lock


def power(x, n=10):
    with lock:
        return x**n


if __name__ == "__main__":
    context = get_context("spawn")
    lock = Lock()
    with context.Pool(2, initializer=take, initargs=(lock,)) as pool:
        print(sum(pool.map(power, range(20))))
