"""The start method is set once, and the first pool sets it.

So does the first lock, queue or call of get_start_method, anywhere in
the program. Whoever comes later is refused, even with the same method.

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
