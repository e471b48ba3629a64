"""Give every task a random generator of its own, from one seed.

The seed of a task is made of the seed of the run and the number of the
task, so results do not depend on which worker does what, or how many.

Prints: got 20 different numbers, right 20
    the same with 3 workers: True
"""

import random
from functools import partial
from multiprocessing import Pool


def draw(seed, x):
    # Random hashes a string, so that near seeds have nothing in common.
    rng = random.Random(f"{seed} {x}")
    return rng.random()


if __name__ == "__main__":
    task = partial(draw, 42)
    with Pool(2) as pool:
        numbers = pool.map(task, range(20), chunksize=1)
    print(f"got {len(set(numbers))} different numbers, right 20")
    with Pool(3) as pool:
        again = pool.map(task, range(20))
    print("the same with 3 workers:", numbers == again)
