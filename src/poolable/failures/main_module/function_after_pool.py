"""A worker forked before a function was defined does not have it.

The pool forks its workers at once, and the script defines power later.
The first worker crashes. Its replacement is forked after power exists,
and works. The other start methods run the whole file first.

Cured by: guarded_pool, process_executor, importable_file
Hangs on 3.8-3.13 under fork: AttributeError: Can't get attribute
    'power' on <module '__main__'...>
Hangs under fork: AttributeError: module '__main__' has no attribute
    'power'
Prints: 13923571680850
"""

from multiprocessing import Pool

if __name__ == "__main__":
    pool = Pool(1)


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with pool:
        print(sum(pool.map(power, range(20))))
