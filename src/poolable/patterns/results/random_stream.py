"""Give every task a random generator of its own, from one seed.

The seed of a task is made of the seed of the run and the number of the
task. So results do not depend on the number of workers, or on which
worker gets a task.

Prints: got 20 different numbers, right 20
    the same with 3 workers: True
"""

import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial


def draw(seed, x):
    # Random hashes a string, so that near seeds have nothing in common.
    rng = random.Random(f"{seed} {x}")
    return rng.random()


if __name__ == "__main__":
    task = partial(draw, 42)
    with ProcessPoolExecutor(2) as pool:
        numbers = list(pool.map(task, range(20)))
    print(f"got {len(set(numbers))} different numbers, right 20")
    with ProcessPoolExecutor(3) as pool:
        again = list(pool.map(task, range(20)))
    print("the same with 3 workers:", numbers == again)
