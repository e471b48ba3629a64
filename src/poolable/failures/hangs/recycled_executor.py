"""An executor that recycles workers miscounts them and ends with none.

Each result counts as an idle worker. When a worker leaves after its
five tasks, the executor believes that another is idle and starts none.
When both workers have left, the other tasks wait for ever.

Cured by: recycled_workers
Runs on: 3.11+
Hangs on 3.11-3.13:
Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with ProcessPoolExecutor(2, max_tasks_per_child=5) as executor:
        print(sum(executor.map(power, range(20))))
