"""A spawned worker cannot import a function from a python -c command.

A worker that is not forked looks for power in its own main module. No
file contains the code of a command line, so that module stays empty.
Each task ends a worker, and the pool waits for the lost results.

Cured by: importable_file, by_value, loky_executor
Prints under fork: 13923571680850
Hangs on 3.8-3.11: AttributeError: Can't get attribute 'power' on
    <module '__main__' (built-in)>
Hangs on 3.12-3.13: AttributeError: Can't get attribute 'power' on
    <module '__main__' (<class '_frozen_importlib.BuiltinImporter'>)>
Hangs: AttributeError: module '__main__' has no attribute 'power'
"""

import subprocess
import sys
from multiprocessing import get_start_method

CODE = """
import sys
from multiprocessing import Pool, set_start_method

def power(x, n=10):
    return x**n

if __name__ == "__main__":
    set_start_method(sys.argv[1])
    with Pool(1) as pool:
        print(sum(pool.map(power, range(20))))
"""

if __name__ == "__main__":
    command = [sys.executable, "-c", CODE, get_start_method()]
    sys.exit(subprocess.call(command))
