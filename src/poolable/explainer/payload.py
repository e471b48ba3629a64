"""The bytes that one task carries of an object, and which of its parts are the heaviest."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable

from poolable.explainer import path, pickling
from poolable.explainer.graph import Graph
from poolable.explainer.path import RootName, Steps
from poolable.explainer.time_limit import call_within

HEAVY_SHARE = 10  # a part is heavy if it makes up a tenth of the payload, or more
MAX_DEPTH = 6  # steps from the root to a heavy part

PartSizes = tuple[tuple[str, int], ...]
"""Path and bytes of each part."""


class Payload(int):
    """The bytes that one task carries of an object."""

    _weigh: Callable[[], PartSizes]

    @classmethod
    def of(cls, root: object, name: RootName, size: int, timeout: float) -> Payload:
        """Return the payload of *root*, which pickles to *size* bytes."""
        payload = cls(size)
        payload._weigh = functools.partial(heaviest_parts, root, name, size, timeout)
        return payload

    @functools.cached_property
    def parts(self) -> PartSizes:
        """Path and bytes of the heaviest parts, the heaviest first; weighed when first read."""
        return self._weigh()


def heaviest_parts(root: object, name: RootName, size: int, timeout: float) -> PartSizes:
    """Return path and bytes of each part of *root* that makes up a tenth of *size* or more.

    Args:
        root: the object whose parts are weighed.
        name: the expression that paths begin with.
        size: bytes of the whole payload.
        timeout: seconds; the parts that are not weighed by then are left out.

    """
    whole = Graph(root)
    found: dict[str, int] = {}

    def weigh() -> None:
        todo: list[tuple[Steps, object]] = [((), root)]
        while todo:
            steps, obj = todo.pop()
            for more, part in whole.parts(obj):
                weight = pickled_size(part)
                if weight * HEAVY_SHARE >= size and len(steps + more) <= MAX_DEPTH:
                    found[path.expression(name.text, steps + more)] = weight
                    todo.append((steps + more, part))

    call_within(timeout, weigh)
    return tuple(sorted(found.items(), key=operator.itemgetter(1), reverse=True))


def pickled_size(part: object) -> int:
    """Return the bytes that *part* takes if it is pickled alone; 0 if it does not pickle."""
    try:
        return len(pickling.dump(part))
    except Exception:
        return 0
