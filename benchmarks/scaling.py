"""Measure how much faster a CPU-bound job gets with more workers: processes, and threads.

One job, the same tasks, on 1, 2 ... workers. Speed-up is over one worker of the
same kind: processes follow the cores, threads stay at 1 because of the GIL. A free-threaded
Python (python3.14t and the like) is measured too, if one is on the path; and sub-interpreters,
each with a GIL of its own, where the Python has them (3.14). Besides the Python that runs this,
the newest that is installed is measured, or those that --python names.
"""

from __future__ import annotations

import json
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from shared.harness import PieceError, arguments, cores, fastest, piece, save, work
from shared.tables import Table

from poolable.lab.interpreters import installed, running
from poolable.lab.versions import version_key

KINDS = ("processes", "threads", "interpreters")
FREE_THREADED = ("python3.15t", "python3.14t", "python3.13t")


def executor(kind: str) -> Any:
    """Return the class of executor whose workers are of *kind*; None where there is none."""
    if kind == "interpreters":
        try:
            from concurrent.futures import InterpreterPoolExecutor
        except ImportError:
            return None
        return InterpreterPoolExecutor
    return {"processes": ProcessPoolExecutor, "threads": ThreadPoolExecutor}[kind]


def measure(kind: str, workers: int, tasks: int, size: int, least: float) -> dict[str, Any]:
    """Return the seconds of the job, the fastest in *least* seconds, and what ran it."""
    makes = executor(kind)
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    facts = {"version": sys.version.split()[0], "gil": gil, "seconds": None}
    if makes is None:
        return facts
    with makes(workers) as pool:
        list(pool.map(work, [1000] * workers * 4))  # the workers start with the first tasks
        facts["seconds"] = fastest(lambda: list(pool.map(work, [size] * tasks)), least=least)
    return facts


def place(item: tuple[tuple[str, int], Any]) -> tuple[int, int]:
    """Return where a row stands: by kind, then by workers."""
    kind, workers = item[0]
    return KINDS.index(kind), workers


def compare(
    python: str, counts: list[int], rounds: int, tasks: int, size: int, least: float
) -> list[Table]:
    """Return the speed-ups on one interpreter."""
    runs: dict[tuple[str, int], list[float]] = {}
    facts: dict[str, Any] = {}
    for number in range(rounds):
        every = [(kind, workers) for kind in KINDS for workers in counts]
        for kind, workers in every[:: -1 if number % 2 else 1]:
            argv = (kind, workers, tasks, size, least)
            try:
                facts = piece(__file__, *argv, timeout=120, python=python)
            except PieceError as error:
                print(error)
                continue
            if facts["seconds"]:
                runs.setdefault((kind, workers), []).append(facts["seconds"])
    if not facts:
        return []
    gil = "with the GIL" if facts["gil"] else "free-threaded, without the GIL"
    table = Table(
        f"Python {facts['version']}, {gil}: {tasks} CPU-bound tasks",
        ["workers", "time", "speed-up"],
        ["", "s", "x"],
        note="The fastest of many runs of the job, because other load only slows down. "
        f"Speed-up: over one worker of the same kind. This machine has {cores()} cores.",
    )
    for (kind, workers), many in sorted(runs.items(), key=place):
        one = runs.get((kind, 1))
        table.rows.append([f"{kind}: {workers}", min(many), min(one) / min(many) if one else None])
    return [table]


def main() -> None:
    """Measure, print and save; or be one of the pieces."""
    options = arguments(__doc__ or "")
    if options.piece:
        kind, *numbers = options.piece
        print(json.dumps(measure(kind, *map(int, numbers[:3]), float(numbers[3]))))
        return
    free = [path for name in FREE_THREADED if (path := shutil.which(name))]
    if not free:
        print(f"skipped the free-threaded build: none of {', '.join(FREE_THREADED)} is on the path")
    counts = [1, 2] if options.quick else sorted({1, 2, cores(), 2 * cores()})
    rounds, tasks, size, least = (1, 4, 20_000, 0.1) if options.quick else (3, 16, 100_000, 2.0)
    tables = []
    newest = max(installed().values(), key=lambda python: version_key(python.minor))
    others = [newest.executable] if newest.minor != running().minor else []
    for python in [sys.executable, *(options.python or others), *free[:1]]:
        tables += compare(python, counts, options.rounds or rounds, tasks, size, least)
    save(sys.argv[0], tables, quick=options.quick)


if __name__ == "__main__":
    main()
