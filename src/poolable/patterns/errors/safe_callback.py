"""Catch what a callback raises, and raise it in the main thread.

Callbacks run in the thread that receives the results. The first error,
of a callback or of a task, is raised when all of them are done.

Prints: 13923571680850
    unsupported operand type(s) for ** or pow(): 'str' and 'int'
    'int' object is not iterable
"""

from concurrent.futures import ProcessPoolExecutor

total = 0


def guarded(callback, errors):
    def call(future):
        try:
            callback(future.result())  # raises what the task raised
        except BaseException as error:  # SystemExit ends the thread
            errors.append(error)

    return call


def power(x, n=10):
    return x**n


def add(result):
    global total
    total += result


def run(args, callback):
    errors = []
    with ProcessPoolExecutor() as pool:
        for x in args:
            future = pool.submit(power, x)
            future.add_done_callback(guarded(callback, errors))
    if errors:
        raise errors[0]


if __name__ == "__main__":
    run(range(20), add)
    print(total)
    for args, callback in (["2"], add), ([2], [].extend):
        try:
            run(args, callback)
        except TypeError as error:
            print(error)
