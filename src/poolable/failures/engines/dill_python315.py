"""dill 0.4.1 fails on Python 3.15: pickle with cloudpickle instead.

dill copies a function of the script by value, and reads an attribute
of its code that Python 3.15 has removed. dill sends functions of
imported modules by name, so those still work.

Cured by: cloudpickle_payload, module_function
Needs: dill
Fails on 3.15: AttributeError: 'code' object has no attribute
    'co_lnotab'...
Prints: 13923571680850
"""

from functools import partial
from multiprocessing import Pool

import dill


def call(payload, x):
    return dill.loads(payload)(x)


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        task = partial(call, dill.dumps(power))
        print(sum(pool.map(task, range(20))))
