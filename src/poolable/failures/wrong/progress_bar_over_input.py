"""A bar around the arguments is full before the work has begun.

It counts what was handed to the pool, which takes no time. What does
is to wait for the results, and nobody counts those.

Cured by: progress_bar
Needs: tqdm
Prints: ...0/20...5/20...10/20...15/20...20/20
    0 results are there
    13923571680850
"""

import sys
from multiprocessing import Event, Pool

from tqdm import tqdm


def start_worker(event):
    global go
    go = event


def power(x, n=10):
    go.wait()  # so that no task is done before the bar is full
    return x**n


if __name__ == "__main__":
    go = Event()
    with Pool(2, start_worker, (go,)) as pool:
        bar = tqdm(
            range(20),
            file=sys.stdout,
            # The rest is so that each run prints the same.
            ascii=True,
            bar_format="{bar:20} {n_fmt}/{total_fmt}",
            miniters=5,
            mininterval=0,
            maxinterval=600,
        )
        handles = [pool.apply_async(power, (x,)) for x in bar]
        ready = sum(handle.ready() for handle in handles)
        print(ready, "results are there")
        go.set()
        print(sum(handle.get() for handle in handles))
