"""Let executors hold the workers that start workers of their own.

The workers of a ProcessPoolExecutor are not daemons, so they may start
processes. follow_parent ends the inner workers with the outer ones,
and those with the program.

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


def power_sum(args):
    with ProcessPoolExecutor(2, initializer=follow_parent) as pool:
        return sum(pool.map(power, args))


if __name__ == "__main__":
    # Ctrl-C ends this process at once, and its workers follow.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with ProcessPoolExecutor(2, initializer=follow_parent) as pool:
        # More tasks than workers, or a dead worker may go unnoticed.
        parts = [range(x, x + 5) for x in range(0, 20, 5)]
        print(sum(pool.map(power_sum, parts)))
