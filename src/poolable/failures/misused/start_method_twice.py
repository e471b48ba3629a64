"""The first pool fixes the start method; it cannot be set again.

The first lock or queue fixes it too, and so does get_start_method(),
anywhere in the program. Setting the same method again fails as well.

Cured by: explicit_context
Fails: RuntimeError: context has already been set
"""

from multiprocessing import Pool, set_start_method


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(power, range(20))))
    set_start_method("spawn")
    with Pool() as pool:
        print(sum(pool.map(power, range(20))))
