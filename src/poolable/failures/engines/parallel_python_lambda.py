"""Parallel Python loses a lambda inside a call: give it a name.

ppft sends functions as source text. For this lambda that is the whole
statement around it, which the worker cannot run. The result is None,
and no exception is raised.

Cured by: module_function, cloudpickle_payload, pathos_pool
Needs: pathos
Prints: An error has occured during the function import
    A fatal error has occured during the function execution
    got None, right 1024
"""

import io
from contextlib import redirect_stdout

from pathos.pools import ParallelPool

if __name__ == "__main__":
    pool = ParallelPool(1)
    with redirect_stdout(io.StringIO()) as said:
        got = pool.pipe(lambda x: x**10, 2)
    for line in said.getvalue().splitlines():
        if "error" in line and not line.startswith(" "):
            print(line)
    print(f"got {got}, right {2**10}")
    pool.close()
    pool.join()
    pool.clear()
