"""Shared memory stays allocated until a process calls unlink().

Closing the segment is not enough, because it belongs to the system.
The resource tracker removes it when the program ends, and warns of
leaked objects.

Cured by: owned_segment
Prints: 13923571680850
    closed everywhere, and still there
"""

from multiprocessing import Pool
from multiprocessing.shared_memory import SharedMemory


def power(name, x, n=10):
    segment = SharedMemory(name)
    with segment.buf.cast("Q") as pows:
        pows[x] = x**n
    segment.close()


if __name__ == "__main__":
    segment = SharedMemory(create=True, size=20 * 8)
    with Pool() as pool:
        pool.starmap(power, [(segment.name, x) for x in range(20)])
    with segment.buf.cast("Q") as pows:
        print(sum(pows))
    segment.close()
    SharedMemory(segment.name).close()  # fails if it is gone
    print("closed everywhere, and still there")
