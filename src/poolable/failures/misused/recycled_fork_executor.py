"""An executor that forks cannot replace its workers.

It would have to fork while its own threads run. Without mp_context,
max_tasks_per_child makes the executor spawn.

Cured by: recycled_workers
Fails on 3.8-3.10: TypeError: ...__init__() got an unexpected keyword
    argument 'max_tasks_per_child'
Fails: ValueError: max_tasks_per_child is incompatible with the 'fork'
    multiprocessing start method; supply a different mp_context.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with ProcessPoolExecutor(
        2, mp_context=get_context("fork"), max_tasks_per_child=5
    ) as executor:
        print(sum(executor.map(power, range(20))))
