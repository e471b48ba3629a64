"""Nest proxies: a managed list in the managed dict.

pows["odd"] is then a proxy too, and append() reaches the one list that
the manager holds.

Prints: got 13923571680850, right 13923571680850
"""

from multiprocessing import Manager, Pool


def power(pows, x, n=10):
    pows["odd" if x % 2 else "even"].append(x**n)


if __name__ == "__main__":
    right = sum(x**10 for x in range(20))
    with Manager() as manager, Pool() as pool:
        pows = manager.dict(odd=manager.list(), even=manager.list())
        pool.starmap(power, [(pows, x) for x in range(20)])
        got = sum(pows["odd"]) + sum(pows["even"])
    print(f"got {got}, right {right}")
