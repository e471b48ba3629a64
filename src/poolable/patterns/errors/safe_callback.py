"""Catch what a callback raises, and keep it for the main thread.

The thread that receives the results lives on, join comes back, and the
main thread can see what went wrong.

Prints: 0 unsupported operand type(s) for +=: 'int' and 'list'
"""

from multiprocessing import Pool

total = 0


def guarded(callback, errors):
    def call(result):
        try:
            callback(result)
        except Exception as error:
            errors.append(error)

    return call


def power(x, n=10):
    return x**n


def add(result):
    global total
    total += result


if __name__ == "__main__":
    errors = []
    with Pool() as pool:
        callback = guarded(add, errors)
        pool.map_async(power, range(20), callback=callback)
        pool.close()
        pool.join()
    print(total, *errors)
