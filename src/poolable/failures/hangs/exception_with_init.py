"""An exception that the parent cannot rebuild hangs the pool.

Pickle sends the class of an exception and its args. The parent calls
PowerError("-1 is negative"), and the TypeError of that call ends the
thread that receives the results.

Cured by: exception_reduce, safe_task
Hangs on 3.8-3.9: TypeError: __init__() missing 1 required positional
    argument: 'reason'
Hangs: TypeError: PowerError.__init__() missing 1 required positional
    argument: 'reason'
"""

from multiprocessing import Pool


class PowerError(Exception):
    def __init__(self, x, reason):
        super().__init__(f"{x} {reason}")
        self.x = x
        self.reason = reason


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
