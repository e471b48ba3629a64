"""Replace workers after so many tasks with a pool that spawns.

Pool counts tasks by chunk, so that chunksize=1 makes five tasks five.
A spawned worker starts clean, whatever threads run by then.

Prints: 13923571680850 after at most 5 tasks a worker
"""

import os
from collections import Counter
from multiprocessing import get_context


def power(x, n=10):
    return x**n, os.getpid()


if __name__ == "__main__":
    context = get_context("spawn")
    with context.Pool(2, maxtasksperchild=5) as pool:
        pows, pids = zip(*pool.map(power, range(20), chunksize=1))
    most = max(Counter(pids).values())
    print(sum(pows), "after at most", most, "tasks a worker")
