"""A generator made at module level gives all workers equal numbers.

A forked worker has a copy of it, with its state. One that was not
forked imports the main script, and makes it again from the same seed.

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
    turn.wait()  # so that each of the two workers does every other task
    return rng.random()


if __name__ == "__main__":
    with Pool(2, start_worker, (Barrier(2),)) as pool:
        numbers = pool.map(draw, range(20), chunksize=1)
    print(f"got {len(set(numbers))} different numbers, right 20")
