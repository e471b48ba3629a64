"""Make shared memory in a block that closes and unlinks it.

Every process that opens a segment closes it; the process that made it
unlinks it as well, even after an error.

Prints: 13923571680850
    closed everywhere, and gone
"""

from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.shared_memory import SharedMemory


@contextmanager
def shared_memory(size):
    segment = SharedMemory(create=True, size=size)
    try:
        yield segment
    finally:
        segment.close()
        segment.unlink()


def power(name, x, n=10):
    segment = SharedMemory(name)
    with segment.buf.cast("Q") as pows:
        pows[x] = x**n
    segment.close()


if __name__ == "__main__":
    # The segment first: its tracker is then the workers' tracker too.
    with shared_memory(20 * 8) as segment:
        with ProcessPoolExecutor() as pool:
            task = partial(power, segment.name)
            list(pool.map(task, range(20)))  # raises a task's error
        with segment.buf.cast("Q") as pows:
            print(sum(pows))
    try:
        SharedMemory(segment.name)
    except FileNotFoundError:
        print("closed everywhere, and gone")
