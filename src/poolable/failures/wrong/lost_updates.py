"""A shared counter that is raised with += loses counts.

Value locks the reading and the writing, each by itself. Between the
two another worker reads the same number.

Cured by: shared_counter
Prints: got 10, right 20
"""

from multiprocessing import Barrier, Pool, Value


def start_worker(value, barrier):
    global done, turn
    done, turn = value, barrier


def power(x, n=10):
    # done.value += 1, with the moment between the two made to last.
    before = done.value
    turn.wait()
    done.value = before + 1
    return x**n


if __name__ == "__main__":
    done = Value("i", 0)
    with Pool(2, start_worker, (done, Barrier(2))) as pool:
        pool.map(power, range(20), chunksize=1)
    print(f"got {done.value}, right 20")
