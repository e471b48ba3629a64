"""Tell pickle how to make the exception again.

__reduce__ returns what __init__ wants to be called with, instead of
the message. The third value carries the rest, such as notes.

Prints: -1 is negative -1 is negative 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


class PowerError(Exception):
    def __init__(self, x, reason):
        super().__init__(f"{x} {reason}")
        self.x = x
        self.reason = reason

    def __reduce__(self):
        return type(self), (self.x, self.reason), self.__dict__


def power(x, n=10):
    if x < 0:
        raise PowerError(x, "is negative")
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        try:
            print(pool.apply(power, (-1,)))
        except PowerError as error:
            print(error)
    with ProcessPoolExecutor() as executor:
        try:
            print(executor.submit(power, -1).result())
        except Exception as error:
            print(error)
        print(sum(executor.map(power, range(20))))
