"""Catch what the initializer raises, and raise it in the tasks.

The worker stays alive, and its tasks tell the parent the reason.

Prints: 13923571680850
    no exponent: [Errno 2] No such file or directory: 'missing.txt'
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from threading import Thread


class SetupError(Exception):
    """The worker that got the task could not be set up."""


def start_worker(path):
    global n, setup_error
    setup_error = None
    follow_parent()
    try:
        with open(path) as file:
            n = int(file.read())
    except Exception as error:
        setup_error = error


def follow_parent():
    """End at once on Ctrl-C, and when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    parent_process().join()
    os._exit(1)


def power(x):
    if setup_error:
        raise SetupError(f"no exponent: {setup_error}")
    return x**n


if __name__ == "__main__":
    # Ctrl-C ends this process at once, and its workers follow.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with open("exponent.txt", "w") as file:
        file.write("10")
    for path in "exponent.txt", "missing.txt":
        with ProcessPoolExecutor(
            2, initializer=start_worker, initargs=(path,)
        ) as pool:
            try:
                print(sum(pool.map(power, range(20))))
            except SetupError as error:
                print(error)
