"""Draw the bar in the parent, around the results.

The bar moves whenever the loop gets a result. A bar in self or in a
task would have to be pickled.

Needs: tqdm
Prints: 13923571680850
"""

from concurrent.futures import ProcessPoolExecutor

from tqdm import tqdm


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with ProcessPoolExecutor() as pool:
        pows = pool.map(power, range(20))
        total = sum(tqdm(pows, total=20))  # map has no length
    print(total)
