"""A long TMPDIR makes the path of the fork server's socket too long.

The system limits the path of a Unix socket to about a hundred
characters. Python 3.14 and newer look for a shorter folder.

Cured by: explicit_context
Fails on 3.8-3.13 under forkserver: OSError: AF_UNIX path too long
Prints: 13923571680850
"""

import os
import tempfile
from multiprocessing import Pool


def power(x, n=10):
    return x**n


if __name__ == "__main__":
    # As after TMPDIR=/scratch/user/project/...
    tempfile.tempdir = os.path.abspath("scratch-" * 12)
    os.makedirs(tempfile.tempdir, exist_ok=True)
    with Pool() as pool:
        print(sum(pool.map(power, range(20))))
