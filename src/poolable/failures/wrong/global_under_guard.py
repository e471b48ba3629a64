"""A global changed under the guard keeps its old value in the workers.

A worker that is not forked imports the main script, and skips the code
under the guard. A forked worker is a copy of the parent: n is 10.

Cured by: initializer, module_function, fork_inherit
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
