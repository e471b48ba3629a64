"""A shared counter that is raised with += loses counts.

A Value is locked while it is read and while it is written, but not in
between. Another worker can read the same number there.

Cured by: shared_counter, return_state
Prints: got 10, right 20
"""

from multiprocessing import Barrier, Pool, Value


def start_worker(value, barrier):
    global done, turn
    done, turn = value, barrier


def power(x, n=10):
    # done.value += 1 in slow motion: two tasks meet at the barrier,
    # so it needs an even number of tasks.
    before = done.value
    turn.wait()
    done.value = before + 1
    return x**n


if __name__ == "__main__":
    done = Value("i", 0)
    with Pool(2, start_worker, (done, Barrier(2))) as pool:
        pool.map(power, range(20), chunksize=1)
    print(f"got {done.value}, right 20")
