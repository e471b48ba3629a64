"""Feed the pool a new task only when you have read a result.

At most limit tasks are sent and not yet read, even if the input is
endless. Each result is asked for, so no error is lost.

Prints: read 1 result, drew 4 arguments
    13923571680850
"""

import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from multiprocessing import parent_process
from threading import Thread


def power(x, n=10):
    return x**n


class Numbers:
    drawn = 0

    def __iter__(self):
        for x in count():
            self.drawn += 1
            yield x


def feed(pool, task, args, limit):
    args = iter(args)
    sent = deque(pool.submit(task, x) for x in islice(args, limit))
    while sent:
        yield sent.popleft().result()
        for x in islice(args, 1):  # the next argument, if there is one
            sent.append(pool.submit(task, x))


def follow_parent():
    """End at once on Ctrl-C, and when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    parent_process().join()
    os._exit(1)


if __name__ == "__main__":
    # Ctrl-C ends this process at once, and its workers follow.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    numbers = Numbers()
    with ProcessPoolExecutor(2, initializer=follow_parent) as pool:
        pows = feed(pool, power, numbers, limit=4)
        first = next(pows)
        print("read 1 result, drew", numbers.drawn, "arguments")
        print(first + sum(islice(pows, 19)))
