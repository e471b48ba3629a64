"""Feed the pool a new task only when you have read a result.

At most limit tasks are sent and not yet read, whatever the input. Each
result is asked for, so no error is lost and none ends the loop early.

Prints: read 1 result, drew 4 arguments
    13923571680850
"""

from collections import deque
from itertools import count, islice
from multiprocessing import Pool


def power(x, n=10):
    return x**n


class Numbers:
    def __init__(self):
        self.drawn = 0

    def __iter__(self):
        for x in count():
            self.drawn += 1
            yield x


def feed(pool, task, args, limit):
    send = (pool.apply_async(task, (x,)) for x in args)
    sent = deque(islice(send, limit))
    while sent:
        yield sent.popleft().get()
        sent.extend(islice(send, 1))


if __name__ == "__main__":
    numbers = Numbers()
    with Pool(2) as pool:
        pows = feed(pool, power, numbers, limit=4)
        first = next(pows)
        print("read 1 result, drew", numbers.drawn, "arguments")
        print(first + sum(islice(pows, 19)))
