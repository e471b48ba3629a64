"""A queue cannot be an argument of a task: hand it to new workers.

A queue is a pipe and some semaphores. A new process can inherit them,
but a message to a worker that already runs cannot carry them.

Cured by: inherit_primitives, manager_proxy, return_state
Fails: RuntimeError: Queue objects should only be shared between
    processes through inheritance
"""

from functools import partial
from multiprocessing import Pool, Queue


def report(queue, x, n=10):
    queue.put(x**n)


if __name__ == "__main__":
    queue = Queue()
    with Pool() as pool:
        pool.map(partial(report, queue), range(20))
        print(sum(queue.get() for _ in range(20)))
