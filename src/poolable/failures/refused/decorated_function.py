"""A decorator cannot send the function it replaced: send the new one.

pickle sends the function as its name, power. Since the decorator ran,
that is the name of another function, so pickle stops.

Cured by: wraps_decorator
Fails: _pickle.PicklingError: Can't pickle <function power at 0x...>:
    it's not the same object as __main__.power
"""

from functools import wraps
from multiprocessing import Pool


def parallel(function):
    @wraps(function)
    def run(args):
        with Pool() as pool:
            return pool.map(function, args)

    return run


@parallel
def power(x, n=10):
    return x**n


if __name__ == "__main__":
    print(sum(power(range(20))))
