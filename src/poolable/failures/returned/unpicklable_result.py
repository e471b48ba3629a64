"""A result that cannot be pickled is lost on its way back.

The task has run and succeeded. What it returns is a generator, which
no process can send to another.

Cured by: safe_task
Fails: multiprocessing.pool.MaybeEncodingError: Error sending result:
    '<generator object powers.<locals>.<genexpr> at 0x...>'. Reason:
    'TypeError("cannot pickle 'generator' object")'
"""

from multiprocessing import Pool


def powers(args, n=10):
    return (x**n for x in args)


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.apply(powers, (range(20),))))
