"""Wrap the task, so that whatever it raises or returns can travel.

The worker copies each result as the parent will, and turns whatever
goes wrong into a TaskError. The parent gets that, with the traceback.

Prints: 13923571680850 PowerError: -1 is negative
    SystemExit: 100 is too large
    TypeError: cannot pickle 'generator' object StopIteration:
"""

import pickle
import sys
from functools import partial
from multiprocessing import Pool
from multiprocessing.reduction import ForkingPickler


class TaskError(Exception):
    """Says in words what may not be able to travel."""


def safely(task, *args):
    try:
        result = task(*args)
        pickle.loads(ForkingPickler.dumps(result))
        return result
    except BaseException as error:
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
    with Pool() as pool:
        print(sum(pool.map(partial(safely, power), range(20))))
        for task, arg in bad:
            try:
                print(pool.apply(safely, (task, arg)))
            except TaskError as error:
                print(error)
