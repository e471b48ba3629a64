"""One killed worker breaks the executor and every unfinished task.

The executor notices that a worker is gone, and ends the others. It
cannot know which task was to blame, so every unfinished task fails.

Cured by: resume, loky_executor
Fails: concurrent.futures.process.BrokenProcessPool: A process in the
    process pool was terminated abruptly while the future was running
    or pending.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor


def power(x, n=10):
    if x > 19:  # too much for the memory of this machine
        os.kill(os.getpid(), signal.SIGKILL)
    return x**n


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        print(sum(executor.map(power, range(21))))
