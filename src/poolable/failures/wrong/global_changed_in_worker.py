"""A global that a task changes is changed in one worker only.

Each worker is a process with its own globals. They outlive the task,
so later tasks of that worker see the change; the parent does not.

Cured by: return_state, shared_array, shared_counter, manager_proxy
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
