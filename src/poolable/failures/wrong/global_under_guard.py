"""A global changed under the guard keeps its old value in the workers.

A worker that was not forked imports the main script, and the guard
keeps it from what is below. A forked one has a copy of everything.

Cured by: initializer, fork_inherit
Prints under fork: got 13923571680850, right 13923571680850
Prints: got 190, right 13923571680850
"""

from multiprocessing import Pool

n = 1


def power(x):
    return x**n


if __name__ == "__main__":
    n = 10
    right = sum(x**10 for x in range(20))
    with Pool() as pool:
        got = sum(pool.map(power, range(20)))
    print(f"got {got}, right {right}")
