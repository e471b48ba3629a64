"""A pool does not notice that a worker was killed, and waits for ever.

The pool starts a new worker, but does not know which task the dead
worker had. That task is neither repeated nor reported as failed.

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
