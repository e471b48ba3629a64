"""Which worker did which task when, drawn as SVG.

The proof that workers run in parallel is the peak of tasks that overlap in time. A speed-up is no
proof, because it vanishes when something else loads the machine.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from poolable.errors import WrongUsage
from poolable.measure import svg

ROW, LABEL, BAR, AXIS = 44, 18, 20, 18  # px, heights


@dataclass(frozen=True)
class Task:
    """One call: the process id of its worker, its start and its end in seconds."""

    worker: int
    start: float
    end: float


class TimedTask:
    """A task that also returns its worker and its times; it pickles if *function* does."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *args: Any) -> tuple[Any, Task]:
        """Return the result, and the task that it took."""
        start = time.monotonic()
        result = self.function(*args)
        return result, Task(os.getpid(), start, time.monotonic())


class Timeline:
    """The tasks of one run, in the order of their start.

    Args:
        tasks: at least one.
        where: the Python and the start method, in words.

    >>> tasks = [Task(7, 0.0, 0.2), Task(8, 0.1, 0.3), Task(7, 0.2, 0.4)]
    >>> Timeline(tasks)
    3 tasks on 2 workers, 2 at a time, in 0.40 s
    """

    def __init__(self, tasks: Iterable[Task], where: str = "") -> None:
        self.where = where
        self.tasks = sorted(tasks, key=lambda task: task.start)
        if not self.tasks:
            raise WrongUsage("a timeline needs a task: map something first.")
        self.workers = list(dict.fromkeys(task.worker for task in self.tasks))

    @property
    def seconds(self) -> float:
        """Return the time from the first start to the last end."""
        return max(task.end for task in self.tasks) - self.tasks[0].start

    @property
    def peak(self) -> int:
        """Return the largest number of tasks that ran at the same time.

        >>> Timeline([Task(1, 0.0, 0.1), Task(1, 0.1, 0.2)]).peak
        1
        """
        starts = [(task.start, 1) for task in self.tasks]
        ends = [(task.end, -1) for task in self.tasks]
        running, peak = 0, 1  # a task that is too short for the clock counts, too
        for _, step in sorted(starts + ends):  # at equal times an end comes before a start
            running += step
            peak = max(peak, running)
        return peak

    def __repr__(self) -> str:
        """Return the counts and the peak in words."""
        workers = f"{len(self.workers)} worker{'s' * (len(self.workers) > 1)}"
        tasks = f"{len(self.tasks)} task{'s' * (len(self.tasks) > 1)}"
        words = f"{tasks} on {workers}, {self.peak} at a time, in {self.seconds:.2f} s"
        return f"{words}; {self.where}" if self.where else words

    def _repr_html_(self) -> str:
        """Return the drawing."""
        height = ROW * len(self.workers) + AXIS
        return svg.figure("timeline", repr(self), repr(self), height, self._elements())

    def _elements(self) -> Iterator[str]:
        """Yield a label and a line for each worker, a bar for each task, and the axis."""
        for row in range(len(self.workers)):
            yield svg.text("0", ROW * row + LABEL - 4, "start", f"worker {row + 1}")
            yield svg.grid_line(ROW * row + LABEL + BAR)
        yield from (self._bar(number, task) for number, task in enumerate(self.tasks, start=1))
        bottom = ROW * len(self.workers) + AXIS - 4
        yield svg.text("0", bottom, "start", "0 s")
        yield svg.text("100%", bottom, "end", f"{self.seconds:.2f} s")

    def _bar(self, number: int, task: Task) -> str:
        """Return the bar of one task, with its times as a tooltip."""
        row = self.workers.index(task.worker)
        first, whole = self.tasks[0].start, self.seconds or 1.0
        start, end = task.start - first, task.end - first
        title = f"task {number}: {1000 * start:.0f} to {1000 * end:.0f} ms"
        return (
            f'<rect x="{100 * start / whole:.2f}%" y="{ROW * row + LABEL}" height="{BAR}" '
            f'width="{max(100 * (end - start) / whole, 0.2):.2f}%" rx="2" '
            f'fill="{svg.color_of(row)}" stroke="white" stroke-opacity="0.6">'
            f"<title>{title}</title></rect>"
        )


class WatchedPool:
    """A pool that keeps the timeline of its ``map`` calls.

    Args:
        pool: anything with ``map(function, iterable)``, from the standard library or not.
        start_method: of its workers; by default that of this process.
    """

    def __init__(self, pool: Any, start_method: str = "") -> None:
        self.pool = pool
        self.start_method = start_method or multiprocessing.get_start_method()
        self.tasks: list[Task] = []

    def map(
        self, function: Callable[..., Any], iterable: Iterable[Any], **options: Any
    ) -> list[Any]:
        """Map as the pool does, and keep the worker and the times of each task."""
        pairs = list(self.pool.map(TimedTask(function), iterable, **options))
        self.tasks += [task for _, task in pairs]
        return [result for result, _ in pairs]

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute of the pool."""
        return getattr(self.pool, name)

    @property
    def timeline(self) -> Timeline:
        """Return the timeline of all tasks until now."""
        python = f"{platform.python_implementation()} {platform.python_version()}"
        return Timeline(self.tasks, f"{python}, {self.start_method}")
