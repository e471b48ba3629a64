"""A pool whose worker was killed waits for it for ever.

A new worker is started, but nobody knows which task the dead one had,
so nobody does it again or reports it.

Cured by: process_executor, resume, loky_executor
Hangs:
"""

import os
import signal
from multiprocessing import Pool


def power(x, n=10):
    if x > 19:  # too much for the memory of this machine
        os.kill(os.getpid(), signal.SIGKILL)
    return x**n


if __name__ == "__main__":
    with Pool(2) as pool:
        print(sum(pool.map(power, range(21))))
