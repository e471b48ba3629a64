"""get() after the with block waits for ever: the pool was terminated.

The end of the block terminates the pool, even if tasks are not done.
get() then waits for results of workers that are gone.

Cured by: pool_methods, process_executor
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
