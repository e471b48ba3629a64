"""Give a task a time limit with Pebble, which ends its worker.

Pebble kills a worker that is over the limit and starts another. The
task raises TimeoutError, and no other task is lost.

Needs: pebble
Prints: 13923571680850 without [20]
"""

import time
from concurrent.futures import TimeoutError

from pebble import ProcessPool


def power(x, n=10):
    if x > 19:
        time.sleep(3600)  # an answer that does not come
    return x**n


if __name__ == "__main__":
    total, left = 0, []
    with ProcessPool(1) as pool:
        try:
            futures = [
                pool.schedule(power, (x,), timeout=1) for x in range(21)
            ]
            for x, future in enumerate(futures):
                try:
                    total += future.result()
                except TimeoutError:
                    left.append(x)
        finally:
            pool.stop()  # or an error waits for the tasks left
    print(total, "without", left)
