"""A lock that a thread holds during a fork stays locked in the worker.

A fork copies the lock, but not the thread that would release it, so
every worker waits for ever. Python 3.12 and newer warn: "This process
(pid=...) is multi-threaded, use of fork() may lead to deadlocks in the
child." They hide that warning by default.

Cured by: explicit_context, loky_executor
Hangs under fork:
Prints: 13923571680850
"""

import threading
from multiprocessing import Pool

lock = threading.Lock()
taken = threading.Event()
forked = threading.Event()


def power(x, n=10):
    with lock:
        return x**n


def work():
    with lock:
        taken.set()
        forked.wait()


if __name__ == "__main__":
    thread = threading.Thread(target=work)
    thread.start()
    taken.wait()
    with Pool() as pool:
        forked.set()
        thread.join()
        print(sum(pool.map(power, range(20))))
