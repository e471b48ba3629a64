"""A lambda cannot be pickled: use a function of a module as the task.

pickle sends a function as its module and its name. All lambdas have
the same name, <lambda>, and no module has anything of that name.

Cured by: module_function, callable_class, cloudpickle_payload,
    dill_payload, loky_executor, pathos_pool, by_value
Fails on 3.8-3.13: _pickle.PicklingError: Can't pickle <function
    <lambda> at 0x...>: attribute lookup <lambda> on __main__ failed
Fails on 3.14+: _pickle.PicklingError: Can't pickle <function <lambda>
    at 0x...>: it's not found as __main__.<lambda>
"""

from multiprocessing import Pool

if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(lambda x: x**10, range(20))))
