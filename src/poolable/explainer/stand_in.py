"""The placeholder for an object that was removed, so that the rest can be pickled and loaded."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any

MAX_LOOKED_AT = 1000  # values to search for a stand-in


class StandIn:
    """Placeholder for a removed object; callable, as the original may be called while loading."""

    def __init__(self, key: object = None) -> None:
        self.key = key

    def __call__(self, *_args: Any, **_kwargs: Any) -> StandIn:
        """Return a placeholder for the object that the original would have made."""
        return StandIn()


# An error with one of these texts is about a stand-in. The class gets an unusual name,
# because other programs have a StandIn, too.
StandIn.__name__ = "poolable.StandIn"
MARKS = (StandIn.__name__, StandIn.__module__)


def mentions_stand_in(error: BaseException) -> bool:
    """Tell whether *error* is about a stand-in, which cannot do what the original does."""
    with contextlib.suppress(BaseException):
        text = str(error)
        return any(mark in text for mark in MARKS)
    return False


def contains_stand_in(values: list[Any]) -> bool:
    """Tell whether a stand-in is among *values*, or in a container among them.

    >>> contains_stand_in([1, {"a": [StandIn()]}]), contains_stand_in([1, {"a": [2]}])
    (True, False)
    """
    seen: dict[int, Any] = {}
    todo = list(values)
    while todo and len(seen) < MAX_LOOKED_AT:
        value = todo.pop(0)
        if type(value) is StandIn:
            return True
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if type(value) in (list, tuple, set, frozenset):
            todo.extend(itertools.islice(value, MAX_LOOKED_AT))
        elif type(value) is dict:
            todo.extend(itertools.islice(value.values(), MAX_LOOKED_AT))
    return False
