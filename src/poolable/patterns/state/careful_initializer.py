"""Catch what the initializer raises, and raise it in the first task.

A worker that cannot be set up stays alive and says so when it is asked
to work. The parent gets the error as that of any task.

Prints: no exponent: [Errno 2] No such file or directory: 'exponent.txt'
"""

from multiprocessing import Pool


def read_exponent():
    global n, setup_error
    setup_error = None
    try:
        with open("exponent.txt") as file:
            n = int(file.read())
    except Exception as error:
        setup_error = error


def power(x):
    if setup_error:
        raise RuntimeError(f"no exponent: {setup_error}")
    return x**n


if __name__ == "__main__":
    with Pool(1, initializer=read_exponent) as pool:
        try:
            print(sum(pool.imap(power, range(20))))
        except RuntimeError as error:
            print(error)
