"""A list inside a managed dict is a new copy at each access.

The proxy returns pows["odd"] as a plain list. append() changes that
list in the worker, and the manager does not know.

Cured by: nested_proxy, return_state
Prints: got 0, right 13923571680850
"""

from multiprocessing import Manager, Pool


def power(pows, x, n=10):
    pows["odd" if x % 2 else "even"].append(x**n)


if __name__ == "__main__":
    right = sum(x**10 for x in range(20))
    with Manager() as manager, Pool() as pool:
        pows = manager.dict(odd=[], even=[])
        pool.starmap(power, [(pows, x) for x in range(20)])
        got = sum(pows["odd"]) + sum(pows["even"])
    print(f"got {got}, right {right}")
