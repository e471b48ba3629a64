"""Time what it takes to give state to workers, beside one copy of that state.

Sizes of state, numbers of tasks and start methods make a grid of places; in each, every way is
measured from having the state to having every result. Each run is a process of its own, whose two
workers are there before, unless they can only be started with the state; the runs of a place are
interleaved. A way that takes longer than the limit is not run in larger places, except in the
place of the claim, where every way is run. Every row is printed once its place is done.

    python benchmarks/state_once.py                     # the grid, which is the record
    python benchmarks/state_once.py --quick             # does it run?
    python benchmarks/state_once.py --sizes 256 --tasks 64 --methods forkserver    # the claim

A part of the grid is written where --quick writes: the record is the whole grid.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from shared.harness import (
    PieceError,
    StoppedError,
    median,
    options,
    peer,
    piece,
    ratio,
    save,
)
from shared.state_subjects import LIMIT, PEERS, SUBJECTS
from shared.tables import Table, cell

PROGRAM = Path(__file__).parent / "shared" / "state_subjects.py"
GRID = {"sizes": [1, 16, 256, 1024], "tasks": [16, 64, 1024], "methods": ["fork", "forkserver"]}
QUICK = {"sizes": [1], "tasks": [16], "methods": ["forkserver"]}
START = 60.0  # seconds for what is not measured: the state, the workers, a cluster
COPY = next(iter(LIMIT))


class Place(NamedTuple):
    """The size, the number of tasks and the start method that compared runs have in common."""

    megabytes: int
    tasks: int
    method: str

    def __str__(self) -> str:
        """Return it as a row begins."""
        return f"{self.megabytes:,} MB, {self.tasks:,} tasks, {self.method}"


CLAIM = Place(256, 64, "forkserver")


class Plan(NamedTuple):
    """How often a way is measured in a place, and when it is enough."""

    rounds: int  # at most
    budget: float  # seconds of all its runs, with their starts, after which it has no more
    limit: float  # seconds of one run, after which it has no more
    timeout: float


@dataclass
class Runs:
    """The seconds of one way in one place, round by round; or a text in their place."""

    seconds: list[float] = field(default_factory=list)
    payload: int | None = None
    instead: str = ""
    spent: float = 0.0

    def goes_on(self, plan: Plan) -> bool:
        """Tell whether there is another round."""
        if self.instead:
            return False
        return not self.seconds or (self.spent < plan.budget and self.seconds[-1] <= plan.limit)

    def cell(self) -> float | str:
        """Return what a table says."""
        return self.instead or median(self.seconds)

    def ratio(self, base: Runs) -> float | None:
        """Return how often *base* fits into it, over the rounds that both have."""
        both = min(len(self.seconds), len(base.seconds))
        if self.instead or base.instead or not both:
            return None
        return ratio(self.seconds[:both], base.seconds[:both])


Found = dict[Place, dict[str, Runs]]


def places(chosen: argparse.Namespace) -> Iterator[Place]:
    """Yield the places, the cheapest first."""
    for megabytes in sorted(chosen.sizes):
        for tasks in sorted(chosen.tasks):
            for method in chosen.methods:
                yield Place(megabytes, tasks, method)


def plan(chosen: argparse.Namespace, place: Place) -> Plan:
    """Return how a place is measured: the one of the claim more often, and to the end."""
    rounds = 1 if chosen.quick else chosen.rounds or 3
    if place == CLAIM:
        return Plan(3 * rounds, 40.0, chosen.limit, 30 * chosen.limit)
    return Plan(rounds, 2.0, chosen.limit, chosen.limit + START)


def prediction(found: Found, name: str, place: Place) -> float:
    """Return the seconds that a way takes at least, on a line through smaller places.

    Through one place there is no line: what is fixed and what grows cannot be told apart.
    """
    points = {}
    for other, ways in found.items():
        runs = ways.get(name, Runs())
        if not runs.seconds or other.method != place.method:
            continue
        if SUBJECTS[name].state_in_every_task:
            points[other.megabytes * other.tasks] = runs.cell()
        elif other.tasks == place.tasks:
            points[other.megabytes] = runs.cell()
    if len(points) < 2:
        return 0.0
    work = place.megabytes * (place.tasks if SUBJECTS[name].state_in_every_task else 1)
    least, most = min(points), max(points)
    slope = max(0.0, (points[most] - points[least]) / (most - least))
    return points[most] + slope * (work - most)


def too_long(found: Found, name: str, place: Place, limit: float) -> bool:
    """Tell whether a way was stopped in a smaller place, or will take longer than *limit*."""
    stopped = any(
        name in ways and ways[name].instead.startswith("over")
        for other, ways in found.items()
        if other.method == place.method
        and other.megabytes <= place.megabytes
        and other.tasks <= place.tasks
    )
    return stopped or prediction(found, name, place) > limit


def measure(place: Place, todo: dict[str, Runs], plan: Plan) -> None:
    """Run each way once a round, every other round backwards, as long as it goes on."""
    for number in range(plan.rounds):
        for name in list(todo)[:: -1 if number % 2 else 1]:
            if todo[name].goes_on(plan):
                run(name, place, todo[name], plan)


def run(name: str, place: Place, runs: Runs, plan: Plan) -> None:
    """Run a way once."""
    started = time.monotonic()
    try:
        answer = piece(str(PROGRAM), name, *place, timeout=plan.timeout)
    except StoppedError:
        runs.instead = f"over {plan.limit:g} s"
    except PieceError as error:
        print(error, flush=True)
        runs.instead = "failed"
    else:
        runs.seconds.append(answer["seconds"])
        runs.payload = answer["payload"]
    runs.spent += time.monotonic() - started


def explore(chosen: argparse.Namespace, names: list[str]) -> Found:
    """Measure each place, and print its rows."""
    found: Found = {}
    for place in places(chosen):
        ways = {name: Runs() for name in names}
        for name in names if place != CLAIM else ():
            if too_long(found, name, place, chosen.limit):
                ways[name].instead = f"over {chosen.limit:g} s"
        measure(place, ways, plan(chosen, place))
        for name, runs in ways.items():
            copies = runs.ratio(ways.get(COPY, Runs()))
            what = [cell(runs.cell(), "s"), *([f"{copies:.2f} copies"] if copies else [])]
            print(f"{place}: {name}: {', '.join(what)}", flush=True)
        found[place] = ways
    return found


def claim(ways: dict[str, Runs], place: Place) -> Table:
    """Return the table of one place, the fastest first, beside the copy and the fastest peer."""
    head = ["way", "time", "copies", "to the fastest peer", "faster than `Pool.map`", "a task"]
    name = f"{place.megabytes:,} MB of state, {place.tasks:,} tasks, {place.method}"
    table = Table(name, head, ["", "s", "x", "x", "x", "B"])
    peers = [name for name in PEERS if name in ways and not ways[name].instead]
    best = min(peers, key=lambda name: median(ways[name].seconds), default="")
    measured = [name for name, runs in ways.items() if not runs.instead]
    for name in sorted(measured, key=lambda name: (name != COPY, median(ways[name].seconds))):
        runs = ways[name]
        ratios = [runs.ratio(ways.get(base, Runs())) for base in (COPY, best)]
        ratios.append(ways.get("pool_map", Runs()).ratio(runs))
        table.rows.append([SUBJECTS[name].label, runs.cell(), *ratios, runs.payload])
    table.rows += [
        [SUBJECTS[name].label, runs.instead, None, None, None, None]
        for name, runs in ways.items()
        if runs.instead
    ]
    counts = {name: len(ways[name].seconds) for name in measured}
    most = max(counts.values(), default=0)
    fewer = [f"{count} of {name}" for name, count in counts.items() if count < most]
    table.note = f"Medians of {most} interleaved runs{''.join(f', {one}' for one in fewer)}. "
    table.note += "Copies: the ratio to one copy; ratios are those of each round. "
    table.note += "A task: the bytes of the message with one task, where multiprocessing sends it."
    if best:
        table.note += f" The fastest peer: {SUBJECTS[best].label}."
    return table


def by_tasks(found: Found, megabytes: int, method: str, names: list[str]) -> Table:
    """Return the seconds of one size and start method, a column for each number of tasks."""
    chosen = {
        place.tasks: ways
        for place, ways in found.items()
        if (place.megabytes, place.method) == (megabytes, method)
    }
    middle = chosen[CLAIM.tasks if CLAIM.tasks in chosen else max(chosen)]
    tasks = [f"{count:,} tasks" for count in chosen]
    limits = {runs.instead for ways in chosen.values() for runs in ways.values()} - {"", "failed"}
    table = Table(f"{megabytes:,} MB, {method}", ["way", *tasks, "copies"], [""])
    table.units += [*["s"] * len(chosen), "x"]
    most = max(len(runs.seconds) for ways in chosen.values() for runs in ways.values())
    table.note = f"Medians of up to {most} interleaved runs."
    if CLAIM.tasks in chosen:
        table.note += f" Copies: the ratio to one copy, for {CLAIM.tasks} tasks."
    for limit in sorted(limits):
        table.note += (
            f" {limit.capitalize()}: stopped, or not started because smaller runs predict it."
        )
    for name in names:
        cells = [ways[name].cell() for ways in chosen.values()]
        copies = middle[name].ratio(middle.get(COPY, Runs()))
        table.rows.append([SUBJECTS[name].label, *cells, copies])
    return table


def payloads(found: Found, names: list[str]) -> Table:
    """Return the bytes of a task, a column for each size."""
    sizes = {place.megabytes: None for place in found}
    head = ["way", *(f"{size:,} MB" for size in sizes)]
    table = Table("The message with one task, by the size of the state", head, [""])
    table.units += ["B"] * len(sizes)
    for name in names:
        known: dict[int, int | None] = dict.fromkeys(sizes)
        for place, ways in found.items():
            known[place.megabytes] = ways[name].payload or known[place.megabytes]
        if any(known.values()):
            table.rows.append([SUBJECTS[name].label, *known.values()])
    if any(None in row for row in table.rows):
        table.note = "-: not measured, because it takes too long."
    return table


def tables(found: Found, names: list[str]) -> Iterable[Table]:
    """Yield the tables: the claim first."""
    if CLAIM in found:
        yield claim(found[CLAIM], CLAIM)
    for megabytes, method in dict.fromkeys((place.megabytes, place.method) for place in found):
        yield by_tasks(found, megabytes, method, names)
    yield payloads(found, names)


def main() -> None:
    """Measure what was asked for, print and save."""
    parser = options(__doc__ or "")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="MB")
    parser.add_argument("--tasks", type=int, nargs="+")
    parser.add_argument("--methods", nargs="+")
    parser.add_argument("--subjects", nargs="+", choices=SUBJECTS, default=list(SUBJECTS))
    parser.add_argument("--limit", type=float, default=10, help="seconds for one measurement")
    chosen = parser.parse_args()
    for name, values in (QUICK if chosen.quick else GRID).items():
        setattr(chosen, name, getattr(chosen, name) or values)
    peer("numpy")  # without it the state is a bytearray
    packages = {name: SUBJECTS[name].package for name in chosen.subjects}
    names = [name for name, package in packages.items() if not package or peer(package)]
    whole = list(SUBJECTS) == chosen.subjects and all(
        getattr(chosen, name) == values for name, values in GRID.items()
    )
    save(sys.argv[0], list(tables(explore(chosen, names), names)), quick=chosen.quick or not whole)


if __name__ == "__main__":
    main()
