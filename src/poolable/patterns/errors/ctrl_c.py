"""Let Ctrl-C end the workers at once, and clean up in the parent.

Workers print no traceback. The parent ends those that did not get the
signal, as after kill -INT, and goes on. A worker also ends by itself if
the parent is killed.

Prints: stopping
    workers left: []
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, parent_process
from threading import Thread


def press_ctrl_c():
    """Interrupt parent and worker, as a terminal does."""
    os.kill(parent_process().pid, signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)


def power(x, n=10):
    if x == 3:
        press_ctrl_c()
    return x**n


def follow_parent():
    """End at once on Ctrl-C, and when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    parent_process().join()
    os._exit(1)


if __name__ == "__main__":
    with ProcessPoolExecutor(1, initializer=follow_parent) as pool:
        try:
            futures = [pool.submit(power, x) for x in range(20)]
            print(sum(future.result() for future in futures))
        except KeyboardInterrupt:
            print("stopping")
            for worker in active_children():
                worker.terminate()
                worker.join()
    print("workers left:", active_children())
