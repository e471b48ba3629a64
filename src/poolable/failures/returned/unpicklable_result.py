"""A result that cannot be pickled cannot come back to the parent.

The task ran and succeeded. It returns a generator, and a process
cannot send a generator to another process.

Cured by: plain_data, safe_task
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
