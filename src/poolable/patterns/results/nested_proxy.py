"""Nest proxies: a managed list in the managed dict.

pows["odd"] is then a proxy too, and append() reaches the one list that
the manager holds.

Prints: got 13923571680850, right 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import Manager


def power(pows, x, n=10):
    pows["odd" if x % 2 else "even"].append(x**n)


if __name__ == "__main__":
    right = sum(x**10 for x in range(20))
    with Manager() as manager, ProcessPoolExecutor() as pool:
        pows = manager.dict(odd=manager.list(), even=manager.list())
        task = partial(power, pows)
        list(pool.map(task, range(20)))  # raises what a task raised
        got = sum(pows["odd"]) + sum(pows["even"])
    print(f"got {got}, right {right}")
