"""Use ProcessPoolExecutor, which raises when a worker dies.

A Pool would wait for the results of a dead worker for ever. Workers
of an executor outlive a killed parent, and Ctrl-C may hang it:
follow_parent and the first line under the guard prevent both.

Prints: 13923571680850
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from threading import Thread


def follow_parent():
    """End at once on Ctrl-C, and when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    parent_process().join()
    os._exit(1)


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    # Ctrl-C ends this process at once, and its workers follow.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with ProcessPoolExecutor(initializer=follow_parent) as pool:
        print(sum(pool.map(power, range(20))))
