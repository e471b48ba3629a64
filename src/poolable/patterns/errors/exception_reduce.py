"""Tell pickle how to make the exception again.

__reduce__ returns the arguments that __init__ needs, instead of the
message. The third value carries the rest, such as notes.

Prints: -1 is negative
    13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


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
    with ProcessPoolExecutor() as pool:
        try:
            print(pool.submit(power, -1).result())
        except PowerError as error:
            print(error)
        print(sum(pool.map(power, range(20))))
