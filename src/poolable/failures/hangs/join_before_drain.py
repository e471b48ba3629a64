"""A process whose queue nobody empties never ends.

What a process puts into a queue waits for room in a pipe, and until
the last of it is through, the process stays. The parent reads later.

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
