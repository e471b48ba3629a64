"""imap_unordered yields what is done first, so zip makes wrong pairs.

The script makes the first task wait until the second is read. In your
program the times of the tasks decide, so each run may differ.

Cured by: argument_of_future, return_state
Prints: 2**10: got 59049, right 1024
    3**10: got 1024, right 59049
"""

from multiprocessing import Event, Pool


def start_worker(event):
    global one_is_read
    one_is_read = event


def power(x, n=10):
    if x == 2:
        one_is_read.wait()
    return x**n


if __name__ == "__main__":
    one_is_read = Event()
    with Pool(2, start_worker, (one_is_read,)) as pool:
        args = [2, 3]
        results = pool.imap_unordered(power, args)
        for x, got in zip(args, results):
            one_is_read.set()
            print(f"{x}**10: got {got}, right {x**10}")
