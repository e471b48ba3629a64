"""Send the decorated function, and unwrap it in the worker.

After @parallel the name power stands for run, so run is what can be
sent by that name. functools.wraps keeps the original within reach.

Prints: 13923571680850
"""

from functools import partial, wraps
from multiprocessing import Pool


def call_original(decorated, x):
    return decorated.__wrapped__(x)


def parallel(function):
    @wraps(function)
    def run(args):
        with Pool() as pool:
            return pool.map(partial(call_original, run), args)

    return run


@parallel
def power(x, n=10):
    return x**n


if __name__ == "__main__":
    print(sum(power(range(20))))
