"""get(timeout=1) stops waiting for a task, but does not end the task.

The worker stays busy with a task whose result is no longer wanted.
After enough such tasks, no worker is left for the others.

Cured by: task_timeout
Hangs:
"""

import time
from multiprocessing import Pool, TimeoutError


def power(x, n=10):
    if x > 19:
        time.sleep(3600)  # an answer that does not come
    return x**n


if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            print(pool.apply_async(power, (20,)).get(timeout=1))
        except TimeoutError:
            print("gave up on 20")
        print(sum(pool.map(power, range(20))))
