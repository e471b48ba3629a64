"""A result asked for after the with block never comes.

The end of the block terminates the pool, finished or not. The handle
is left waiting for workers that are gone.

Cured by: process_executor, pool_methods
Hangs:
"""

import time
from multiprocessing import Pool


def power(x, n=10):
    time.sleep(0.5)  # real tasks take their time
    return x**n


if __name__ == "__main__":
    with Pool(2) as pool:
        pows = pool.map_async(power, range(20))
    print(sum(pows.get()))
