"""Hold the lock of a shared counter while you raise it.

Hold the lock that comes with a Value for the whole of +=. Each worker
gets the Value as it starts; it cannot be an argument of a task.

Prints: got 20, right 20
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Value


def start_worker(value):
    global done
    done = value


def power(x, n=10):
    with done.get_lock():
        done.value += 1
    return x**n


if __name__ == "__main__":
    done = Value("i", 0)
    with ProcessPoolExecutor(
        2, initializer=start_worker, initargs=(done,)
    ) as pool:
        list(pool.map(power, range(20)))  # raises what a task raised
    print(f"got {done.value}, right 20")
