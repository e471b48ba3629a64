"""Put the function into a file that workers can import.

Then it does not matter who calls it: the file itself, a command line,
a notebook cell. A worker finds the function by importing the file,
which also defines it before any pool is made.

Prints: 13923571680850 13923571680850
"""

import os
import subprocess
import sys
from multiprocessing import get_context, get_start_method


def power(x, n=10):
    return x**n


def main(start_method=None):
    with get_context(start_method).Pool() as pool:
        print(sum(pool.map(power, range(20))))


if __name__ == "__main__":
    main()
    code = "import sys, importable_file as f; f.main(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", code, get_start_method()],
        cwd=os.path.dirname(os.path.abspath(__file__)),
        check=True,
    )
