"""Open the pool under a guard, and close it with a with block.

map and apply wait for the result; map_async and apply_async give a
handle at once, and get() on it waits, as long as it is told to.

Prints: [10000000000, 25937424601, 61917364224, 137858491849,
    289254654976, 576650390625, 1099511627776, 2015993900449,
    3570467226624, 6131066257801]
    apply 100 map_async 285 apply_async 1024
    callback 27 error_callback ZeroDivisionError
    starmap [1, 8, 9] imap [0, 1, 4] imap_unordered [0, 1, 4]
"""

from functools import partial
from multiprocessing import Pool


def power(x, n=10):
    return x**n


def report_error(error):
    print("error_callback", type(error).__name__)


if __name__ == "__main__":
    square = partial(power, n=2)
    with Pool() as pool:
        print(pool.map(power, range(10, 20)))
        print("apply", pool.apply(power, (10,), {"n": 2}))
        squares = pool.map_async(square, range(10))
        print("map_async", sum(squares.get(timeout=60)))
        two = pool.apply_async(power, (2,))
        print("apply_async", two.get(timeout=60))

        # Callbacks run in a thread of this process: keep them short.
        report = partial(print, "callback")
        pool.apply_async(power, (3, 3), callback=report).wait(60)
        pool.apply_async(
            power, (0, -1), error_callback=report_error
        ).wait(60)

        print("starmap", pool.starmap(power, [(1, 9), (2, 3), (3, 2)]))
        print("imap", list(pool.imap(square, range(3))))
        unordered = pool.imap_unordered(square, range(3))
        print("imap_unordered", sorted(unordered))
