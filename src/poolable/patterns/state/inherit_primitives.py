"""Hand queues and locks over while the workers are made.

Each worker gets initargs as it starts, which is when it can inherit a
queue or a lock. The tasks find it in a global.

Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Queue


def inherit(from_parent):
    global queue
    queue = from_parent
    queue.cancel_join_thread()  # or an error waits for a reader


def report(x, n=10):
    queue.put(x**n)


if __name__ == "__main__":
    queue = Queue()
    with ProcessPoolExecutor(
        initializer=inherit, initargs=(queue,)
    ) as pool:
        list(pool.map(report, range(20)))  # raises what a task raised
        print(sum(queue.get() for _ in range(20)))
