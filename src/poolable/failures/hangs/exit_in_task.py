"""sys.exit in a task ends the worker, and the pool waits for ever.

A worker reports every Exception to the parent. SystemExit is not an
Exception: it ends the worker quietly, and the result never arrives.

Cured by: safe_task
Hangs:
"""

import sys
from multiprocessing import Pool


def power(x, n=10):
    if x < 0:
        sys.exit(f"{x} is negative")
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(power, range(-1, 20))))
