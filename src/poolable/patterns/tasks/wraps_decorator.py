"""Send the decorated function, and unwrap it in the worker.

After @parallel the name power stands for run, so pickle can send run
by that name. functools.wraps keeps the original in __wrapped__.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial, wraps


def call_original(decorated, x):
    return decorated.__wrapped__(x)


def parallel(function):
    @wraps(function)
    def run(args):
        with ProcessPoolExecutor() as pool:
            return list(pool.map(partial(call_original, run), args))

    return run


@parallel
def power(x, n=10):
    return x**n


if __name__ == "__main__":
    print(sum(power(range(20))))
