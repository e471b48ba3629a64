"""A process cannot end before its queue is read, so join() hangs.

The process writes its items into a pipe of limited size, and stays
until all are written. The parent reads them only after join().

Cured by: drain_before_join
Hangs:
"""

from multiprocessing import Process, Queue


def put_powers(queue, args, n=10):
    for x in args:
        queue.put(x**n)


if __name__ == "__main__":
    queue = Queue()
    process = Process(target=put_powers, args=(queue, range(20000)))
    process.start()
    process.join()
    print(sum(queue.get() for _ in range(20000)))
