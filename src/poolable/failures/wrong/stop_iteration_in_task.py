"""A task that raises StopIteration ends a loop early and loses results.

imap raises the error of the task from next(), and a loop or sum() takes
StopIteration for the end. map and starmap lose the rest of the chunk:
None stands in its place, or the list is too short.

Cured by: safe_task, process_executor, bounded_feed
Prints: imap: got 4914341925, right 13923571680850
    map: 5 of 20 results are None
"""

from multiprocessing import Pool

table = [(x, x**10) for x in range(20) if x != 10]


def power(x):
    # next() finds nothing for x = 10, and has no default to return.
    return next(pow10 for base, pow10 in table if base == x)


if __name__ == "__main__":
    right = sum(x**10 for x in range(20))
    with Pool(1) as pool:
        got = sum(pool.imap(power, range(20)))
        pows = pool.map(power, range(20))
    print(f"imap: got {got}, right {right}")
    print(f"map: {pows.count(None)} of {len(pows)} results are None")
