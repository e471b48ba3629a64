"""Use ProcessPoolExecutor, which notices when a worker dies.

It fails the tasks that are not done instead of waiting for them. It
starts its workers with the first task, not before, and the end of its
block waits for results instead of throwing them away.

Prints: 13923571680850 a worker was killed
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def power(x, n=10):
    if x > 19:  # too much for the memory of this machine
        os.kill(os.getpid(), signal.SIGKILL)
    return x**n


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as executor:
        pows = executor.map(power, range(20))
    print(sum(pows))
    with ProcessPoolExecutor(2) as executor:
        try:
            print(sum(executor.map(power, range(21))))
        except BrokenProcessPool:
            print("a worker was killed")
