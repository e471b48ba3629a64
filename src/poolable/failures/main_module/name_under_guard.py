"""A global defined under the guard does not exist in the workers.

A worker that was not forked imports the main script, and the guard
keeps it from what is below. A forked one has a copy of everything.

Cured by: initializer, fork_inherit
Prints under fork: 13923571680850
Fails: NameError: name 'n' is not defined
"""

from multiprocessing import Pool


def power(x):
    return x**n


if __name__ == "__main__":
    n = 10
    with Pool() as pool:
        print(sum(pool.map(power, range(20))))
