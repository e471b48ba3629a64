"""The error of a task is lost when the program never reads its result.

apply_async keeps the error in the handle that it returns, and only
get() raises it. The callback is called for successful tasks only.

Cured by: bounded_feed, pool_methods
Prints: got 7792505423049, right 13923571680850
"""

from multiprocessing import Pool


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    args = [*range(19), "19"]  # the last one raises TypeError
    right = sum(x**10 for x in range(20))
    pows = []
    with Pool() as pool:
        for x in args:
            pool.apply_async(power, (x,), callback=pows.append)
        pool.close()
        pool.join()
    print(f"got {sum(pows)}, right {right}")
