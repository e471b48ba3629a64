"""Which worker did which task when, drawn as SVG.

The proof that a pool works side by side is not a speed-up, which any other
load on the machine takes away, but the peak of tasks that overlap in time.
"""

from __future__ import annotations

import html
import multiprocessing
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

COLORS = ("#0072b2", "#b34700", "#007a5a", "#8a4f9e", "#7a6000", "#a33b5c")
ROW, BAR, TOP, LEFT = 30, 20, 6, 72  # px


@dataclass(frozen=True)
class Task:
    """One call: the worker that made it, and when, in seconds."""

    worker: int
    start: float
    end: float


class Timed:
    """A task that also says who did it and when; as picklable as *function*."""

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
        where: what they ran on, in words.

    >>> tasks = [Task(7, 0.0, 0.2), Task(8, 0.1, 0.3), Task(7, 0.2, 0.4)]
    >>> Timeline(tasks)
    3 tasks on 2 workers, 2 at a time, in 0.40 s
    """

    def __init__(self, tasks: Iterable[Task], where: str = "") -> None:
        self.where = where
        self.tasks = sorted(tasks, key=lambda task: task.start)
        if not self.tasks:
            raise ValueError("a timeline needs a task: map something first.")
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
        running = peak = 0
        for _, step in sorted(starts + ends):  # at equal times the end comes first
            running += step
            peak = max(peak, running)
        return peak

    def __repr__(self) -> str:
        """Return the proof in words."""
        workers = f"{len(self.workers)} worker{'s' * (len(self.workers) > 1)}"
        tasks = f"{len(self.tasks)} task{'s' * (len(self.tasks) > 1)}"
        what = f"{tasks} on {workers}, {self.peak} at a time, in {self.seconds:.2f} s"
        return f"{what}; {self.where}" if self.where else what

    def _repr_html_(self) -> str:
        """Return the drawing: HTML, so that the page's own colour draws the text.

        Widths are percentages and text is in pixels: it reads the same on a phone.
        """
        height = TOP + ROW * len(self.workers) + 18
        rows = "".join(self._rows())
        return (
            f'<figure class="timeline"><svg width="100%" height="{height}" role="img" '
            f'aria-label="{html.escape(repr(self))}" font-size="13" font-family="sans-serif">'
            f"{rows}</svg><figcaption>{html.escape(repr(self))}</figcaption></figure>"
        )

    def _rows(self) -> Iterator[str]:
        """Yield the elements: a label and a line a worker, a bar a task, the axis."""
        for row, _ in enumerate(self.workers):
            middle = TOP + ROW * row + BAR / 2
            yield (
                f'<text x="0" y="{middle + 4}" fill="currentColor">worker {row + 1}</text>'
                f'<svg x="{LEFT}" y="{middle - 1}" width="100%" height="2" overflow="hidden">'
                f'<rect width="100%" height="1" fill="currentColor" opacity="0.3"/></svg>'
            )
        yield f'<svg x="{LEFT}" y="0" style="width: calc(100% - {LEFT}px)" overflow="visible">'
        for number, task in enumerate(self.tasks):
            yield self._bar(number, task)
        bottom = TOP + ROW * len(self.workers) + 12
        yield f'<text x="0" y="{bottom}" fill="currentColor">0 s</text>'
        yield (
            f'<text x="100%" y="{bottom}" text-anchor="end" fill="currentColor">'
            f"{self.seconds:.2f} s</text></svg>"
        )

    def _bar(self, number: int, task: Task) -> str:
        """Return the bar of one task, with its times as a tooltip."""
        row = self.workers.index(task.worker)
        color = COLORS[row % len(COLORS)]
        first, whole = self.tasks[0].start, self.seconds or 1.0
        start, end = task.start - first, task.end - first
        return (
            f'<rect x="{100 * start / whole:.2f}%" y="{TOP + ROW * row}" height="{BAR}" rx="2" '
            f'width="{max(100 * (end - start) / whole, 0.2):.2f}%" fill="{color}" '
            f'stroke="white" stroke-opacity="0.6" stroke-width="0.5"><title>task {number + 1}: '
            f"{1000 * start:.0f} to {1000 * end:.0f} ms</title></rect>"
        )


class Watch:
    """A pool that keeps the timeline of what its ``map`` does.

    Args:
        pool: anything with ``map(function, iterable)``, from the standard library or not.
        start_method: how its workers start; by default the way of this process.
    """

    def __init__(self, pool: Any, start_method: str = "") -> None:
        self.pool = pool
        self.start_method = start_method or multiprocessing.get_start_method()
        self.tasks: list[Task] = []

    def map(
        self, function: Callable[..., Any], iterable: Iterable[Any], **options: Any
    ) -> list[Any]:
        """Map as the pool does, and remember who did what when."""
        pairs = list(self.pool.map(Timed(function), iterable, **options))
        self.tasks += [task for _, task in pairs]
        return [result for result, _ in pairs]

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the pool."""
        return getattr(self.pool, name)

    @property
    def timeline(self) -> Timeline:
        """Return what has been done until now."""
        python = f"{platform.python_implementation()} {platform.python_version()}"
        return Timeline(self.tasks, f"{python}, {self.start_method}")
