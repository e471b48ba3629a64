"""Hold the lock of a shared counter while you raise it.

The lock that comes with a Value serves for the whole of +=. Value and
lock reach the workers as they start; as arguments they cannot.

Prints: got 20, right 20
"""

from multiprocessing import Pool, Value


def start_worker(value):
    global done
    done = value


def power(x, n=10):
    with done.get_lock():
        done.value += 1
    return x**n


if __name__ == "__main__":
    done = Value("i", 0)
    with Pool(2, start_worker, (done,)) as pool:
        pool.map(power, range(20), chunksize=1)
    print(f"got {done.value}, right 20")
