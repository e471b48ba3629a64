"""Make the pool, its locks and its queues from one context.

A context fixes the start method of everything made from it, whatever
the rest of the program has set. A spawned worker inherits no threads
and no locks that they hold.

Prints: 13923571680850
"""

from multiprocessing import get_context


def take(shared_lock):
    global lock
    lock = shared_lock


def power(x, n=10):
    with lock:
        return x**n


if __name__ == "__main__":
    context = get_context("spawn")
    lock = context.Lock()
    with context.Pool(2, initializer=take, initargs=(lock,)) as pool:
        print(sum(pool.map(power, range(20))))
