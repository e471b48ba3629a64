"""Fair repetition for the benchmark programs, the facts of the machine, and a record of both.

Candidates are measured alternately, so that each meets the same load of the machine. Ratios are
formed within a round, then their median is taken. A record is a file of tables, with the machine,
the versions and the date; the site draws it.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import importlib.metadata
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from poolable.lab.process_group import ProcessGroup
from shared.tables import Table, as_json, text

ROOT = Path(__file__).resolve().parent.parent.parent
# An interpreter that is compared need have nothing installed.
PYTHONPATH = os.pathsep.join(str(ROOT / folder) for folder in ("src", "benchmarks"))
RESULTS = ROOT / "benchmarks" / "results"
SKETCHES = ROOT / "build" / "benchmarks"  # of --quick, which makes no record
TIMEOUT = 300.0  # seconds for one piece
# Packages whose version is worth a line in a record.
PACKAGES = (
    *("numpy", "cloudpickle", "dill", "msgpack", "loky", "joblib", "pathos", "multiprocess"),
    *("mpire", "pebble", "ray", "distributed"),
)
MEMORY = "/proc/meminfo"


def no_op(x: Any) -> Any:
    """Return *x*: a task that costs nothing but its messages."""
    return x


def work(size: int) -> int:
    """Return a sum whose computation runs in Python and holds the GIL."""
    return sum(x * x % 7 for x in range(size))


def arguments(text: str, argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the options that all programs have; *text* is the docstring of the program."""
    return options(text).parse_args(argv)


def options(text: str) -> argparse.ArgumentParser:
    """Return a parser with the options that all programs have; a program may add its own."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="small and few: does it run? The record stays as it is"
    )
    parser.add_argument("--rounds", type=int, help="how often each candidate is measured")
    parser.add_argument(
        "--python",
        nargs="*",
        default=[],
        help="further interpreters to compare",
    )
    parser.add_argument("--piece", nargs="*", help=argparse.SUPPRESS)  # this program, by itself
    return parser


def machine() -> dict[str, Any]:
    """Return the facts that a number depends on: processor, memory in bytes, system, versions."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpu": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": cores(),
        "memory": int((_line(MEMORY, "MemTotal") or "0 kB").split()[0]) * 1024,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version for name in PACKAGES if (version := installed(name))},
    }


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _line(file: str, name: str) -> str:
    """Return the value of the first line of a file of /proc that is called *name*, or ""."""
    if not Path(file).exists():
        return ""
    lines = Path(file).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def installed(name: str) -> str:
    """Return the version of a package, or "" if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


MISSING: list[str] = []


def peer(name: str) -> Any:
    """Return the module called *name*; if it is missing, print that it is skipped: None."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        if name not in MISSING:
            MISSING.append(name)
            print(f"skipped {name}: {error}")
        return None


def seconds(function: Callable[..., object], *args: Any, least: float = 0.0) -> float:
    """Return the seconds of one call, the mean of calls that fill *least* seconds."""
    calls, started = 0, time.perf_counter()
    while True:
        function(*args)
        calls += 1
        elapsed = time.perf_counter() - started
        if elapsed >= least:
            return elapsed / calls


def fastest(function: Callable[..., object], *args: Any, least: float = 0.0) -> float:
    """Return the seconds of the fastest call among those that fill *least* seconds.

    Use it for short calls: another process may run during a call, and only makes it slower.
    """
    best, started = float("inf"), time.perf_counter()
    while True:
        before = time.perf_counter()
        function(*args)
        now = time.perf_counter()
        best = min(best, now - before)
        if now - started >= least:
            return best


def interleave(pieces: dict[Any, Callable[[], float]], rounds: int) -> dict[Any, list[float]]:
    """Call each piece once a round, and return its values; every other round runs backwards.

    An extra round before the first one warms everything up and does not count.

    >>> interleave({"a": lambda: 1.0, "b": lambda: 2.0}, 2)
    {'a': [1.0, 1.0], 'b': [2.0, 2.0]}
    """
    measured: dict[Any, list[float]] = {name: [] for name in pieces}
    for number in range(-1, rounds):
        for name in list(pieces)[:: -1 if number % 2 else 1]:
            value = pieces[name]()
            if number >= 0:
                measured[name].append(value)
    return measured


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def ratio(values: list[float], base: list[float]) -> float:
    """Return the median of the ratios of each round.

    >>> ratio([2.0, 30.0, 4.0], [1.0, 10.0, 2.0])
    2.0
    """
    return statistics.median(one / other for one, other in zip(values, base, strict=True))


def spread(values: list[float], base: list[float], parts: int = 10) -> float:
    """Return the noise of the ratio: half of the interquartile range of the ratios of *parts*.

    >>> spread([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], parts=3)
    0.0
    """
    ratios = [ratio(values[part::parts], base[part::parts]) for part in range(parts)]
    low, _, high = statistics.quantiles(ratios, n=4)
    return (high - low) / 2


class PieceError(Exception):
    """A piece failed or did not end in time; the message says which."""


class StoppedError(PieceError):
    """A piece did not end in time."""


def piece(
    program: str, *argv: object, timeout: float = TIMEOUT, python: str = sys.executable
) -> Any:
    """Run ``program --piece argv`` as a process group of its own; return what it prints as JSON.

    All processes that it started end with it. Lines before its last one are ignored.

    Raises:
        StoppedError: it was stopped after *timeout* seconds.
        PieceError: it had an exit code other than 0.
    """
    command = [python, program, "--piece", *map(str, argv)]
    # in a folder of its own, because some peers leave files where they run
    with (
        tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        environment = {**os.environ, "TMPDIR": folder, "PYTHONPATH": PYTHONPATH}
        group = ProcessGroup(command, environment, folder, out, err)
        deadline = time.monotonic() + timeout
        try:
            while (code := group.poll()) is None and time.monotonic() < deadline:
                time.sleep(0.01)
        finally:
            group.end()
        lines = [_lines(file) for file in (out, err)]
    name = " ".join(map(str, argv))
    if code is None:
        raise StoppedError(f"{name} was stopped after {timeout:.0f} s")
    if code or not lines[0]:
        raise PieceError(f"{name} failed: {(lines[1] or ['without a word'])[-1]}")
    return json.loads(lines[0][-1])


def _lines(file: Any) -> list[str]:
    file.seek(0)
    return file.read().decode(errors="replace").strip().splitlines()


def save(program: str, tables: list[Table], *, quick: bool) -> Path:
    """Print the tables and write them, with the facts, to the record of *program*; return it.

    *quick* writes to the build folder instead: what it measures is no record.
    """
    name = Path(program).stem
    facts = {"benchmark": name, **machine(), "quick": quick, "missing": MISSING}
    folder = SKETCHES if quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(f"{as_json(facts, tables)}\n", encoding="utf-8")
    for table in tables:
        print(f"\n{text(table)}")
    print(f"\nwritten to {path.relative_to(ROOT)}")
    return path
