"""A lock that a thread holds at the fork is never released there.

A fork copies the lock as it is and leaves the thread behind, so every
worker waits for a thread that it does not have. Python 3.12 and newer
know: "This process (pid=...) is multi-threaded, use of fork() may lead
to deadlocks in the child." They say so if warnings are shown.

Cured by: explicit_context
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
