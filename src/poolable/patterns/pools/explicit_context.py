"""Make pool, locks and queues with a context of your own.

A context is a start method and all that fits it, and nobody else can
have set another one before. spawn copies no threads, no locks that
they hold, and needs no socket.

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
