"""Weigh a parent and its two workers, for each way to give them state.

Every worker reads the whole state. Weighed is the proportional set size, in which
a page that three processes share counts a third in each; Linux alone tells it.
The state is a NumPy array where there is NumPy, else an array, shared in a PickleBuffer.

    python benchmarks/state_memory.py [--quick]
"""

import multiprocessing
import os
import pickle
from array import array
from functools import partial
from pathlib import Path

from shared import harness
from shared.tables import Table

from poolable import Shared

try:
    import numpy
except ImportError:
    numpy = None
MB = 2**20
WORKERS = 2


class BigPow:
    """As in the patterns, with a table of so many megabytes."""

    def __init__(self, megabytes):
        numbers = array("Q", bytes(MB)) * megabytes
        self.table = numpy.asarray(numbers) if numpy else numbers

    def pow(self, x):
        """Read every page, and stay there until the parent has weighed."""
        assert sum(memoryview(self.table).cast("B")[::4096]) == 0
        idle(x)


def idle(x):
    """Wait for the others and the parent, twice: between, it weighs."""
    barrier.wait(120)
    barrier.wait(120)


def kept_pow(x):
    """Do what BigPow.pow does, with what start_worker has kept."""
    kept.pow(x)


def start_worker(meeting, state=None):
    """Keep what the tasks need."""
    global barrier, kept
    barrier, kept = meeting, state


def weight(context, task, *state):
    """Return what parent and workers weigh while each worker is in *task*, in bytes."""
    meeting = context.Barrier(WORKERS + 1)
    with context.Pool(WORKERS, start_worker, (meeting, *state)) as pool:
        done = pool.map_async(task, range(WORKERS), chunksize=1)
        meeting.wait(120)
        processes = os.getpid(), *(child.pid for child in multiprocessing.active_children())
        total = sum(map(proportional, processes))
        meeting.wait(120)
        done.get()
    return total


def proportional(pid):
    """Return the proportional set size of a process, in bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def main():
    """Measure, print and write how many copies of the state there are."""
    options = harness.arguments(__doc__)
    megabytes = 64 if options.quick else 256  # what is below 32, glibc may keep when freed
    if not Path("/proc/self/smaps_rollup").exists():
        print("skipped: only Linux tells what memory processes share")
        return
    context = multiprocessing.get_context("forkserver")
    nothing = weight(context, idle)
    table = Table(
        f"{megabytes} MB of state, parent and two workers, forkserver",
        ["way", "memory", "copies of the state"],
        ["", "B", "x"],
        note="Proportional set size of all three beyond that of a run without state.",
    )

    def show(name, total):
        more = total - nothing
        table.rows.append([name, more, more / (megabytes * MB)])

    state = BigPow(megabytes)
    show("`Pool.map` of the bound method", weight(context, state.pow))
    show("`initializer`", weight(context, kept_pow, state))
    if numpy is None:
        state.table = pickle.PickleBuffer(state.table)  # which a worker need not copy
    with Shared(state) as shared:
        show("`poolable.Shared`", weight(context, partial(BigPow.pow, shared)))
        del state
        show("`poolable.Shared`, original dropped", weight(context, partial(BigPow.pow, shared)))
    harness.save(__file__, [table], quick=options.quick)


if __name__ == "__main__":
    main()
