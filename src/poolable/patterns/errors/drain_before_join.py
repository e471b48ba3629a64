"""Take everything out of the queue, then join the process.

The one who reads decides when the process can end: once the last item
is taken, nothing holds it back.

Prints: 18613062244848483568484851684848480848484850000
"""

from multiprocessing import Process, Queue


def put_powers(queue, args, n=10):
    for x in args:
        queue.put(x**n)


if __name__ == "__main__":
    queue = Queue()
    process = Process(target=put_powers, args=(queue, range(20000)))
    process.start()
    print(sum(queue.get() for _ in range(20000)))
    process.join()
