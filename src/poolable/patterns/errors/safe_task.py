"""Wrap the task, so that its error always reaches the parent.

The worker copies each result as the parent will. Any error becomes a
TaskError, whose only argument is a text. The parent gets that, with the
traceback of the worker.

Prints: 13923571680850
    PowerError: -1 is negative
    SystemExit: 100 is too large
    TypeError: cannot pickle 'generator' object
    StopIteration:
"""

import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial


class TaskError(Exception):
    """An error of a task, in words."""


def safely(task, *args):
    try:
        result = task(*args)
        pickle.loads(pickle.dumps(result))  # raises here if it cannot
        return result
    except BaseException as error:  # SystemExit and Ctrl-C, too
        raise TaskError(f"{type(error).__name__}: {error}") from error


class PowerError(Exception):
    def __init__(self, x, reason):
        super().__init__(f"{x} {reason}")
        self.x = x
        self.reason = reason


def power(x, n=10):
    if x < 0:
        raise PowerError(x, "is negative")
    if x > 99:
        sys.exit(f"{x} is too large")
    return x**n


def powers(args, n=10):
    return (x**n for x in args)


if __name__ == "__main__":
    bad = (power, -1), (power, 100), (powers, [2]), (next, iter([]))
    with ProcessPoolExecutor() as pool:
        print(sum(pool.map(partial(safely, power), range(20))))
        for task, arg in bad:
            try:
                print(pool.submit(safely, task, arg).result())
            except TaskError as error:
                print(error)
