"""Let loky run the tasks: it sends lambdas, and notices dead workers.

loky pickles functions of the main script with cloudpickle, and never
forks. When a worker dies, its tasks raise TerminatedWorkerError.

Needs: loky
Prints: 13923571680850
"""

from loky import get_reusable_executor

if __name__ == "__main__":
    with get_reusable_executor(max_workers=2) as pool:
        print(sum(pool.map(lambda x: x**10, range(20))))
