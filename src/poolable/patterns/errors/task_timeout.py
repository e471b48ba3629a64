"""Give a task a time limit with Pebble, which ends its worker.

The worker over the limit is killed, and another takes its place. The
task raises TimeoutError, and the others never notice.

Needs: pebble
Prints: gave up on 20 13923571680850
"""

import time
from concurrent.futures import TimeoutError

from pebble import ProcessPool


def power(x, n=10):
    if x > 19:
        time.sleep(3600)  # an answer that does not come
    return x**n


if __name__ == "__main__":
    with ProcessPool(1) as pool:
        try:
            print(pool.schedule(power, (20,), timeout=1).result())
        except TimeoutError:
            print("gave up on 20", flush=True)  # not in a fork
        print(sum(pool.map(power, range(20)).result()))
