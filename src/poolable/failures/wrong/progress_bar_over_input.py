"""A bar around the arguments is full before the work has begun.

It counts the arguments handed to the pool, which takes no time. The
program then waits for the results, and no bar counts those: put the
bar around the results.

Cured by: progress_bar
Needs: tqdm
Prints: 0 results are there
    13923571680850
"""

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
        bar = tqdm(range(20))
        handles = [pool.apply_async(power, (x,)) for x in bar]
        ready = sum(handle.ready() for handle in handles)
        print(ready, "results are there")
        go.set()
        print(sum(handle.get() for handle in handles))
