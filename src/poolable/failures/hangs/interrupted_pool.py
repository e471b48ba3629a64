"""Ctrl-C ends the tasks in the workers, and the pool waits for them.

close and join first finish the tasks that are left. Then they wait for
ever for the tasks that Ctrl-C ended.

Cured by: ctrl_c
Hangs: KeyboardInterrupt
"""

import os
import signal
from multiprocessing import Pool, parent_process


def press_ctrl_c():
    """Interrupt parent and worker, as a terminal does."""
    os.kill(parent_process().pid, signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)


def power(x, n=10):
    if x == 3:
        press_ctrl_c()
    return x**n


if __name__ == "__main__":
    pool = Pool(1)
    try:
        print(sum(pool.map(power, range(20))))
    except KeyboardInterrupt:
        print("stopping")
    finally:
        pool.close()
        pool.join()
