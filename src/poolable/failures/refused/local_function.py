"""A function inside a function cannot be sent: send a callable object.

pickle sends a function as its module and its name. A worker cannot
look up a function that exists only during a call.

Cured by: callable_class, module_function, cloudpickle_payload,
    dill_payload
Fails on 3.8-3.12: AttributeError: Can't pickle local object
    'power_of.<locals>.power'
Fails on 3.13: AttributeError: Can't get local object
    'power_of.<locals>.power'
Fails on 3.14+: _pickle.PicklingError: Can't pickle local object
    <function power_of.<locals>.power at 0x...>
"""

from multiprocessing import Pool


def power_of(n):
    def power(x):
        return x**n

    return power


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(power_of(10), range(20))))
