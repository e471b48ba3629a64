"""Send the log records of all workers to one listener.

A spawned worker starts without handlers, and a file has room for one
process that logs. So each worker gets a handler that puts records into
a queue, and one thread here writes what comes out of it.

Prints: got 20 records, right 20
"""

import logging
from logging.handlers import QueueHandler, QueueListener
from multiprocessing import Pool, Queue

logger = logging.getLogger("big_pow")


def start_logging(records):
    logger.addHandler(QueueHandler(records))
    logger.setLevel(logging.INFO)


def power(x, n=10):
    logger.info("%d to the power of %d", x, n)
    return x**n


if __name__ == "__main__":
    records = Queue()
    handler = logging.FileHandler("big_pow.log", mode="w")
    listener = QueueListener(records, handler)
    listener.start()
    with Pool(2, start_logging, (records,)) as pool:
        pool.map(power, range(20))
        pool.close()
        pool.join()  # workers send their last records as they end
    listener.stop()
    handler.close()
    with open("big_pow.log") as log:
        print("got", len(log.readlines()), "records, right 20")
