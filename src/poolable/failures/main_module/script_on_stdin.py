"""A spawned worker cannot read a script that came on standard input.

A worker that is not forked runs the main script once more to find
power. The name of this script is `<stdin>`, and no file has that name:
each worker dies as it starts, and the pool replaces it.

Cured by: importable_file, loky_executor
Prints under fork: 13923571680850
Fails on 3.14 under forkserver: ConnectionResetError: [Errno 104]
    Connection reset by peer
Hangs: FileNotFoundError: [Errno 2] No such file or directory:
    '...<stdin>'
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
        print(sum(pool.imap(power, range(20))))
"""

if __name__ == "__main__":
    command = [sys.executable, "-", get_start_method()]
    done = subprocess.run(command, input=CODE.encode())
    sys.exit(done.returncode)
