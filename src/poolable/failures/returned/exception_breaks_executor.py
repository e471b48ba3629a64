"""An exception that cannot be rebuilt breaks the whole executor.

The parent receives the exception of the first task and cannot rebuild
it. It then treats all workers as dead, and refuses good tasks too.

Cured by: exception_reduce, safe_task
Fails: concurrent.futures.process.BrokenProcessPool: A child process
    terminated abruptly, the process pool is not usable anymore
"""

from concurrent.futures import ProcessPoolExecutor


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
    with ProcessPoolExecutor() as executor:
        try:
            print(executor.submit(power, -1).result())
        except Exception as error:
            print(error)
        print(sum(executor.map(power, range(20))))
