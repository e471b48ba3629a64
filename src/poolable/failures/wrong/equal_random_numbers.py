"""A generator made at module level gives all workers equal numbers.

A forked worker has a copy of the generator and of its state. Any other
worker imports the main script, which makes it from the same seed.

Cured by: random_stream
Prints: got 10 different numbers, right 20
"""

import random
from multiprocessing import Barrier, Pool

rng = random.Random(42)


def start_worker(barrier):
    global turn
    turn = barrier


def draw(x):
    # Both workers meet here before each task, so that both draw: it
    # needs an even number of tasks.
    turn.wait()
    return rng.random()


if __name__ == "__main__":
    with Pool(2, start_worker, (Barrier(2),)) as pool:
        numbers = pool.map(draw, range(20), chunksize=1)
    print(f"got {len(set(numbers))} different numbers, right 20")
