"""An executor that recycles workers ends up without any.

Each result counts as an idle worker. When a worker has done its five
tasks and leaves, the count says that another one is idle, so nobody is
started in its place; when both have left, the rest waits for ever.

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
