"""Look up in a dict which argument each finished future had.

as_completed yields the futures in the order in which they end. The dict
is filled while they are submitted: future and argument side by side.

Prints: 3**10 is 59049, the sum is 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor, as_completed


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    pows = {}
    with ProcessPoolExecutor() as pool:
        args = {pool.submit(power, x): x for x in range(20)}
        for future in as_completed(args):
            pows[args[future]] = future.result()
    print(f"3**10 is {pows[3]}, the sum is {sum(pows.values())}")
