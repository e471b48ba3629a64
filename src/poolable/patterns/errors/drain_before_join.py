"""Take everything out of the queue, then join the process.

Once the last item is taken, nothing keeps the process from ending. The
last item is None; a process that ended without it has died.

Prints: 18613062244848483568484851684848480848484850000
"""

from multiprocessing import Process, Queue
from queue import Empty


def put_powers(queue, args, n=10):
    for x in args:
        queue.put(x**n)
    queue.put(None)  # nothing more will come


def drain(queue, process):
    """Yield the items before None; raise if process died before it."""
    ended = False
    while True:
        try:
            item = queue.get(timeout=0.1)
        except Empty:
            if ended:  # already when the queue was still looked at
                died = f"process died with exit code {process.exitcode}"
                raise RuntimeError(died) from None
            ended = not process.is_alive()
        else:
            if item is None:
                break
            yield item


if __name__ == "__main__":
    queue = Queue()
    process = Process(target=put_powers, args=(queue, range(20000)))
    process.start()
    print(sum(drain(queue, process)))
    process.join()
