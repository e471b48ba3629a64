"""Ask every Pool method for its result before the with block ends.

map, apply, imap and their like wait for results. map_async and
apply_async return a handle at once. Only get() on the handle tells
you the result, or raises the error of the task.

Prints: map [1, 32, 243] starmap [1, 8, 9] imap [1, 32, 243]
    imap_unordered [1, 32, 243] apply 32 map_async [1, 32, 243]
    apply_async ZeroDivisionError
    callback 32 error_callback ZeroDivisionError
"""

from functools import partial
from multiprocessing import Pool


def power(x, n=5):
    return x**n


def print_error(name, error):
    print(name, type(error).__name__)


if __name__ == "__main__":
    args = [1, 2, 3]
    with Pool() as pool:
        print("map", pool.map(power, args))
        print("starmap", pool.starmap(power, [(1, 9), (2, 3), (3, 2)]))
        print("imap", list(pool.imap(power, args)))
        unordered = pool.imap_unordered(power, args)
        print("imap_unordered", sorted(unordered))
        print("apply", pool.apply(power, (2,)))

        # get() raises TimeoutError if a worker died with the task.
        pows = pool.map_async(power, args)
        print("map_async", pows.get(timeout=60))
        inverse = pool.apply_async(power, (0, -1))
        try:
            print(inverse.get(timeout=60))
        except ZeroDivisionError as error:
            print_error("apply_async", error)

        # A callback runs in a thread of this process: keep it short.
        done = partial(print, "callback")
        failed = partial(print_error, "error_callback")
        options = {"callback": done, "error_callback": failed}
        pool.apply_async(power, (2,), **options).wait(timeout=60)
        pool.apply_async(power, (0, -1), **options).wait(timeout=60)
