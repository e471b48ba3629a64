"""The counts of `meter`: messages between a process and its workers, and a table of them."""

from __future__ import annotations

import functools
import html
import types
from dataclasses import dataclass, field
from typing import Any

Row = tuple[str, ...]
FUNCTIONS = (
    types.BuiltinFunctionType,
    types.FunctionType,
    types.MethodDescriptorType,
    types.MethodType,
    types.WrapperDescriptorType,
)


@dataclass
class Count:
    """The messages of one kind.

    Attributes:
        messages: how many there were.
        bytes: of the pickles, without the few bytes that a pipe adds to each message.
        seconds: of pickling if they were sent, of unpickling if they were received.
    """

    messages: int = 0
    bytes: int = 0
    seconds: float = 0.0

    def add(self, messages: int, size: int, seconds: float) -> None:
        """Count *messages* more, of *size* bytes together."""
        self.messages += messages
        self.bytes += size
        self.seconds += seconds


@dataclass
class PickledObject(Count):
    """An object that was pickled with tasks: a callable, or the object whose method it is.

    Its bytes are those of whole messages, with the arguments of the tasks.
    """

    name: str = ""

    def __str__(self) -> str:
        """Return the row in words.

        >>> str(PickledObject(8, 4096, 0.1, "BigPow object"))
        'BigPow object: pickled 8 times, 4,096 bytes'
        """
        times = f"{self.messages} time{'s' * (self.messages != 1)}"
        return f"{self.name}: pickled {times}, {self.bytes:,} bytes"


@dataclass
class Meter:
    """The messages between this process and its workers while the block ran.

    Attributes:
        tasks: messages to workers that carry tasks; a message may carry a chunk of them.
        results: messages from workers that carry results.
        startup: messages that start a worker under spawn and forkserver, with the initializer
            and its arguments. Under fork there are none: a worker inherits these.
        other_sent: all other messages: a pool's sentinels, and objects that the program itself
            puts into queues, pipes and managers.
        other_received: the same, in the other direction.
    """

    tasks: Count = field(default_factory=Count)
    results: Count = field(default_factory=Count)
    startup: Count = field(default_factory=Count)
    other_sent: Count = field(default_factory=Count)
    other_received: Count = field(default_factory=Count)
    _roots: dict[tuple[str, int], PickledObject] = field(default_factory=dict, repr=False)

    @property
    def bytes_sent(self) -> int:
        """Return the bytes of all messages to the workers."""
        return self.tasks.bytes + self.startup.bytes + self.other_sent.bytes

    @property
    def bytes_received(self) -> int:
        """Return the bytes of all messages from the workers."""
        return self.results.bytes + self.other_received.bytes

    @property
    def seconds(self) -> float:
        """Return the seconds that this process spent pickling, over all its threads."""
        return self.tasks.seconds + self.startup.seconds + self.other_sent.seconds

    @property
    def roots(self) -> list[PickledObject]:
        """Return the objects that were pickled with tasks or workers, the heaviest first."""
        return sorted(self._roots.values(), key=lambda root: -root.bytes)

    @property
    def heaviest(self) -> PickledObject | None:
        """Return the object whose messages have the most bytes; None if nothing was sent."""
        return max(self._roots.values(), key=lambda root: root.bytes, default=None)

    def __str__(self) -> str:
        """Return both tables and the heaviest object as text."""
        parts = [_text(*table) for table in self._tables()]
        if self.heaviest:
            parts.append(f"heaviest: {self.heaviest}")
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        """Return both tables and the heaviest object for a notebook."""
        parts = [_table(*table) for table in self._tables()]
        if self.heaviest:
            parts.append(f"<p>heaviest: {html.escape(str(self.heaviest))}</p>")
        return f'<div class="meter">{"".join(parts)}</div>'

    def _tables(self) -> list[tuple[Row, list[Row]]]:
        """Return the head and the rows of each table that has rows."""
        counts = [_cells(name, count) for name, count in self._rows()]
        roots = [_cells(root.name, root) for root in self.roots]
        tables: list[tuple[Row, list[Row]]] = [(("kind", "messages", "bytes", "seconds"), counts)]
        return tables + ([(("object", "pickled", "bytes", "seconds"), roots)] if roots else [])

    def _rows(self) -> list[tuple[str, Count]]:
        """Return the counts by kind, without the kinds that did not occur."""
        rows = [
            ("tasks sent", self.tasks),
            ("results received", self.results),
            ("start-up sent", self.startup),
            ("other sent", self.other_sent),
            ("other received", self.other_received),
        ]
        return rows[:2] + [(name, count) for name, count in rows[2:] if count.messages]

    def add(self, kind: str, root: object, size: int, seconds: float) -> None:
        """Count one pickle of *size* bytes."""
        messages = int(kind != "preparation")  # it is the first half of a start-up message
        count = getattr(self, "startup" if kind == "preparation" else kind)
        count.add(messages, size, seconds)
        if root is not None:
            name = name_of(root)
            # By id, so that counting does not keep an object alive. If a later object of the
            # same name gets the same address, the two share a row.
            row = self._roots.setdefault((name, id(root)), PickledObject(name=name))
            row.add(messages, size, seconds)


def name_of(root: Any) -> str:
    """Return a name for *root* that a reader knows.

    >>> [name_of(root) for root in (abs, int, functools.partial(pow, 2), Count())]
    ['function abs', 'class int', 'partial of function pow', 'Count object']
    """
    if isinstance(root, FUNCTIONS):
        return f"function {root.__qualname__}"
    if isinstance(root, type):
        return f"class {root.__qualname__}"
    if type(root) is functools.partial:
        return f"partial of {name_of(root.func)}"
    return f"{type(root).__name__} object"


def _cells(name: str, count: Count) -> Row:
    return name, f"{count.messages:,}", f"{count.bytes:,}", f"{count.seconds:.4f}"


def _text(head: Row, rows: list[Row]) -> str:
    """Return a table with its numbers aligned to the right.

    >>> print(_text(("", "bytes"), [("tasks sent", "1,024")]))
                bytes
    tasks sent  1,024
    """
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *rows)
    )


def _table(head: Row, rows: list[Row]) -> str:
    lines = ["".join(f"<th>{cell}</th>" for cell in head)]
    lines += ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
