"""Send the log records of all workers to one listener.

A spawned worker starts without handlers, and only one process can log
to a file. So each worker gets a handler that puts records into a queue,
and one thread of the parent writes what it takes out.

Prints: got 20 records, right 20
"""

import logging
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from logging.handlers import QueueHandler, QueueListener
from multiprocessing import Queue, parent_process
from threading import Thread

logger = logging.getLogger("big_pow")


def start_worker(records):
    follow_parent()
    logger.addHandler(QueueHandler(records))
    logger.setLevel(logging.INFO)


def follow_parent():
    """End at once on Ctrl-C, and when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent():
    parent_process().join()
    os._exit(1)


def power(x, n=10):
    logger.info("%d to the power of %d", x, n)
    return x**n


if __name__ == "__main__":
    records = Queue()
    handler = logging.FileHandler("big_pow.log", mode="w")
    listener = QueueListener(records, handler)
    listener.start()
    with ProcessPoolExecutor(
        2, initializer=start_worker, initargs=(records,)
    ) as pool:
        list(pool.map(power, range(20)))  # raises what a task raised
    listener.stop()  # workers send their last records as they end
    handler.close()
    with open("big_pow.log") as log:
        print("got", len(log.readlines()), "records, right 20")
