"""Draw the bar in the parent, around imap_unordered.

It moves whenever a result arrives. map would show nothing until all
are there, and a bar in self or in a task would have to be pickled.

Needs: tqdm
Prints: ...0/20...5/20...10/20...15/20...20/20 13923571680850
"""

import sys
from multiprocessing import Pool

from tqdm import tqdm


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    with Pool() as pool:
        pows = pool.imap_unordered(power, range(20))
        bar = tqdm(
            pows,
            total=20,  # imap has no length
            file=sys.stdout,
            # The rest is so that each run prints the same.
            ascii=True,
            bar_format="{bar:20} {n_fmt}/{total_fmt}",
            miniters=5,
            mininterval=0,
            maxinterval=600,
        )
        total = sum(bar)
    print(total)
