"""A closed pathos pool is closed for the next user too: clear it.

pathos keeps one set of workers for each number of workers.
ProcessPool() returns the set that exists, and this one was closed.

Cured by: pathos_restart
Needs: pathos
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Fails: ValueError: Pool not running
"""

from pathos.pools import ProcessPool


def power(x, n=10):
    return x**n


def total(args):
    pool = ProcessPool()
    try:
        return sum(pool.map(power, args))
    finally:
        pool.close()
        pool.join()


if __name__ == "__main__":
    print(total(range(20)))
    print(total(range(20)))
