"""A global defined under the guard does not exist in spawned workers.

A worker that is not forked imports the main script, and skips the code
under the guard. A forked worker is a copy of the parent and has n.

Cured by: initializer, module_function, fork_inherit
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
