"""Leave Ctrl-C to the parent, and let it terminate the pool.

Workers that ignore the signal lose no task and print no traceback.
The parent stops waiting at once, and terminate ends them all.

Prints: stopping workers left: []
"""

import os
import signal
from multiprocessing import Pool, active_children, parent_process


def press_ctrl_c():
    """Interrupt parent and worker, as a terminal does."""
    os.kill(parent_process().pid, signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)


def power(x, n=10):
    if x == 3:
        press_ctrl_c()
    return x**n


def ignore_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    pool = Pool(1, initializer=ignore_ctrl_c)
    try:
        print(sum(pool.map(power, range(20))))
    except KeyboardInterrupt:
        print("stopping")
    finally:
        pool.terminate()
        pool.join()
    print("workers left:", active_children())
