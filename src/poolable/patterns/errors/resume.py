"""Go on with what is left when a worker has died.

Results so far are kept. The rest is tried again in halves, until the
task that kills its worker is alone. So a task may run more than once,
and results are found by argument, which must be hashable.

Prints: 13923571680850 without [20]
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool


def power(x, n=10):
    if x > 19:  # too much for the memory of this machine
        os.kill(os.getpid(), signal.SIGKILL)
    return x**n


def attempt(task, args):
    """Return the results of tasks that ended before a worker died."""
    futures = {}
    with ProcessPoolExecutor(2) as pool:
        pool.submit(str).result()  # raises if no worker can start
        try:
            for x in args:
                futures[x] = pool.submit(task, x)
        except BrokenProcessPool:
            pass  # some tasks are not submitted: they are left
    return {
        x: future.result()
        for x, future in futures.items()
        if not isinstance(future.exception(), BrokenProcessPool)
    }


def resume(task, args):
    """Return results by argument, without the tasks that kill."""
    done = attempt(task, args)
    left = [x for x in args if x not in done]
    if left and len(args) > 1:
        middle = len(left) // 2
        done.update(resume(task, left[:middle]))
        done.update(resume(task, left[middle:]))
    return done


if __name__ == "__main__":
    done = resume(power, range(21))
    left = [x for x in range(21) if x not in done]
    print(sum(done.values()), "without", left)
