"""Without a guard, each spawned worker tries to open a pool of its own.

A worker that is not forked imports the main script to find power. It
reaches Pool() and crashes; the pool starts another without end.

Cured by: guarded_pool
Runs on: 2.7+
Prints under fork: [10000000000, 25937424601, 61917364224,
    137858491849, 289254654976, 576650390625, 1099511627776,
    2015993900449, 3570467226624, 6131066257801]
Fails on 3.14 under forkserver: ConnectionResetError: [Errno 104]
    Connection reset by peer
Hangs under spawn, forkserver: RuntimeError: An attempt has been made
    to start a new process before the...
"""

from multiprocessing import Pool


def power(x, n=10):
    return x**n


pool = Pool()
pow10 = pool.map(power, range(10, 20))
print(pow10)
