"""A lambda cannot be pickled, so it cannot be a task.

Functions travel as module and name. All lambdas are named <lambda>.

Cured by: cloudpickle_payload, dill_payload, fork_inherit,
    loky_executor, module_function, callable_class, pathos_pool,
    by_value
Fails on 3.8-3.13: _pickle.PicklingError: Can't pickle <function
    <lambda> at 0x...>: attribute lookup <lambda> on __main__ failed
Fails on 3.14+: _pickle.PicklingError: Can't pickle <function <lambda>
    at 0x...>: it's not found as __main__.<lambda>
"""

from multiprocessing import Pool

if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.map(lambda x: x**10, range(20))))
