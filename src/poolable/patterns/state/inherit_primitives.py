"""Hand queues and locks over while the workers are made.

What is in initargs reaches each worker as it starts, which is when a
queue or a lock can be inherited. The tasks find it in a global.

Prints: 13923571680850
"""

from multiprocessing import Pool, Queue


def inherit(from_parent):
    global queue
    queue = from_parent


def report(x, n=10):
    queue.put(x**n)


if __name__ == "__main__":
    queue = Queue()
    with Pool(initializer=inherit, initargs=(queue,)) as pool:
        pool.map(report, range(20))
        print(sum(queue.get() for _ in range(20)))
