"""What a task writes to a global stays in the worker that ran it.

Each worker is a process with globals of its own. They outlive the
task, so the next task of that worker sees them, and nobody else.

Cured by: return_state, shared_array
Prints: got 0, right 13923571680850
"""

from multiprocessing import Pool

pows = {}


def power(x, n=10):
    pows[x] = x**n


if __name__ == "__main__":
    right = sum(x**10 for x in range(20))
    with Pool() as pool:
        pool.map(power, range(20))
        got = sum(pows.values())
    print(f"got {got}, right {right}")
