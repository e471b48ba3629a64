"""imap reads its input to the end, however slowly you read the results.

A thread of the pool reads the input and sends it to the workers. The
results wait in memory, and an endless input is read without end.

Cured by: bounded_feed
Prints: read 1 result, drew 10000 arguments
"""

from multiprocessing import Pool
from threading import Event


def power(x, n=10):
    return x**n


class Numbers:
    def __init__(self, stop):
        self.drawn = 0
        self.stop = stop
        self.all_drawn = Event()

    def __iter__(self):
        for x in range(self.stop):
            self.drawn += 1
            yield x
        self.all_drawn.set()


if __name__ == "__main__":
    numbers = Numbers(10000)
    with Pool(2) as pool:
        pows = pool.imap(power, numbers)
        next(pows)
        numbers.all_drawn.wait()  # while nobody reads another result
    print("read 1 result, drew", numbers.drawn, "arguments")
