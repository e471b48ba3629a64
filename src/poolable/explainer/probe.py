"""One reduction: judged alone by the C pickler, and kept to be read again."""

from __future__ import annotations

import _pickle
import io
import itertools
from collections.abc import Iterator
from typing import Any

from poolable.explainer.reduction import PROTOCOL

MOST_ITEMS = 5_000_000  # that one reduction may yield


class Probe:
    """Lets the C pickler judge one object alone; its parts are not visited."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        self.pickler = _Alone(self.file, PROTOCOL)

    def check(self, obj: object, reduced: Any = NotImplemented) -> None:
        """Raise what the pickler says of *obj*, which is reduced to *reduced*."""
        if type(reduced) is tuple and len(reduced) > 3:
            reduced = (*reduced[:3], *(_emptied(part) for part in reduced[3:5]), *reduced[5:])
        self.pickler.answer = reduced
        self.pickler.root = obj
        self.file.seek(0)
        self.pickler.clear_memo()
        try:
            self.pickler.dump(obj)
        finally:
            self.pickler.root = self.pickler.answer = None


class _Alone(_pickle.Pickler):
    root: object = None
    answer: Any = None

    def persistent_id(self, obj: Any) -> str | None:
        return None if obj is self.root else ""

    def reducer_override(self, obj: Any) -> Any:
        return self.answer


def _emptied(part: Any) -> Any:
    """Return an iterator over nothing, if *part* is an iterator; it must not be used up."""
    return iter(()) if hasattr(type(part), "__next__") else part


def with_lists(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return *reduced* with the items that it yields in a list, which can be read again."""
    kept = tuple(
        _Items(part) if place in (3, 4) and hasattr(type(part), "__next__") else part
        for place, part in enumerate(reduced)
    )
    if len(kept) > 4 and type(kept[4]) is _Items:
        for pair in kept[4]:
            if type(pair) is not tuple or len(pair) != 2:
                raise TypeError("dict items iterator must return 2-tuples")
    return kept


class _Items(list[Any]):
    """What an iterator of a reduction yielded."""

    def __init__(self, iterator: Iterator[Any]) -> None:
        super().__init__(itertools.islice(iterator, MOST_ITEMS + 1))
        if len(self) > MOST_ITEMS:
            raise OverflowError(f"it yields more than {MOST_ITEMS} items, perhaps without end")


def again(reduced: Any) -> Any:
    """Return *reduced* with new iterators over its items."""
    if type(reduced) is tuple and len(reduced) > 3:
        return tuple(iter(part) if type(part) is _Items else part for part in reduced)
    return reduced
