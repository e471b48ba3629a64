"""Let loky run it: lambdas travel, and a dead worker is an error.

loky pickles with cloudpickle and never forks. When a worker dies, the
tasks of its executor fail at once; ask again and you get a whole one.

Needs: loky
Prints: 13923571680850 TerminatedWorkerError 13923571680850
"""

import os

from loky import get_reusable_executor

if __name__ == "__main__":
    executor = get_reusable_executor(max_workers=2)
    print(sum(executor.map(lambda x: x**10, range(20))))

    death = executor.submit(os._exit, 3)
    print(type(death.exception()).__name__)

    executor = get_reusable_executor(max_workers=2)
    print(sum(executor.map(lambda x: x**10, range(20))))
    executor.shutdown()
