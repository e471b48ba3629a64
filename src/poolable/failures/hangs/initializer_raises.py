"""A pool whose initializer raises starts new workers for ever.

Each worker dies before its first task, and the pool replaces it. The
workers print the error again and again; it never reaches the parent.

Cured by: careful_initializer, build_on_first_use
Hangs: FileNotFoundError: [Errno 2] No such file or directory:
    'exponent.txt'
"""

from multiprocessing import Pool


def read_exponent():
    global n
    with open("exponent.txt") as file:
        n = int(file.read())


def power(x):
    return x**n


if __name__ == "__main__":
    with Pool(1, initializer=read_exponent) as pool:
        print(sum(pool.imap(power, range(20))))
