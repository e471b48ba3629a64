"""A function that python -c defines is out of its workers' reach.

A worker that was not forked looks for power in a main script of its
own. Code on a command line is in no file that it could import, so each
task ends a worker, and the pool waits for the results.

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
