"""Clear a pathos pool when you close it.

clear() forgets the closed workers, so the next ProcessPool() starts
new ones. To use a closed pool object again, call its restart().

Needs: pathos
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Prints: 13923571680850 13923571680850
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
        pool.clear()


if __name__ == "__main__":
    print(total(range(20)))
    print(total(range(20)))
