"""The parts of a reduction, each with the step that a reader would take to it.

Nothing of the object is run to name them: what is read is its dict, and what descriptors
made in C hand out.
"""

from __future__ import annotations

import copyreg
import itertools
import pickle
from collections import deque
from collections.abc import Iterator
from typing import Any

from poolable.explainer.introspect import LEAVES, SEQUENCES, attributes
from poolable.explainer.path import Steps

PROTOCOL = pickle.DEFAULT_PROTOCOL

MOST_ITEMS = 5_000_000  # that one reduction may yield


class Parts:
    """The parts of one reduction, each with the step that a reader would take to it."""

    def __init__(self, obj: Any, reduced: tuple[Any, ...]) -> None:
        self.obj = obj
        self.reduced = (*reduced, *(None,) * (6 - len(reduced)))
        self.attributes = attributes(obj)

    def all(self) -> Iterator[tuple[Steps, Any]]:
        """Yield every part, with the steps to it."""
        maker, arguments, state, items, pairs, setter = self.reduced
        yield self._named(maker, (("reduce", 0),)), maker
        for i, argument in enumerate(arguments):
            yield self._named(argument, (("reduce", 1), ("index", i))), argument
            if id(type(argument)) in SEQUENCES:  # made for the occasion: nobody's attribute
                yield from self._inside(argument, (("reduce", 1), ("index", i)))
        yield from self._state(state)
        known = issubclass(type(self.obj), (list, dict, deque))
        for i, item in enumerate(items or ()):
            steps: Steps = (("index", i),)
            yield steps if known else self._named(item, steps), item
        for i, (key, _) in enumerate(pairs or ()):
            yield (("key", i),), key
        for key, value in pairs or ():
            steps = (("item", key),)
            yield steps if known else self._named(value, steps), value
        if setter is not None:
            yield (("reduce", 5),), setter

    def _inside(self, argument: Any, steps: Steps) -> Iterator[tuple[Steps, Any]]:
        """Yield what a set's reducer puts into a list, and the like."""
        if issubclass(type(self.obj), (set, frozenset)):
            yield from (((("member", None),), child) for child in argument)

    def _state(self, state: Any) -> Iterator[tuple[Steps, Any]]:
        if state is None:
            return
        own = self.reduced[0] in _COPYREG
        if type(state) is tuple and len(state) == 2 and type(state[1]) is dict:
            yield from self._mapping(state[0] if type(state[0]) is dict else {}, own, 0)
            yield from self._mapping(state[1], own, 1)
        elif type(state) is dict:
            yield from self._mapping(state, own)
        else:
            steps: Steps = (("state", None),) if own else (("reduce", 2),)
            if type(state) is tuple:
                for i, part in enumerate(state):
                    inner: Steps = (("state", i),) if own else (*steps, ("index", i))
                    yield self._named(part, inner), part
            else:
                yield self._named(state, steps), state

    def _mapping(self, state: dict[Any, Any], own: bool, place: int | None = None) -> Any:
        for key, value in state.items():
            inner = () if place is None else (("state" if own else "index", place),)
            steps: Steps
            if own:
                steps = (("state", key),) if place is None else (*inner, ("item", key))
            else:
                steps = (("reduce", 2), *inner, ("item", key))
            if type(key) is str and self.attributes.get(key) is value:
                steps = (("attr", key),)
            yield self._named(value, steps), value
        for i, key in enumerate(state):
            if id(type(key)) not in LEAVES:
                base: Steps = (("state", None),) if own else (("reduce", 2),)
                yield (*base, ("key", i)), key

    def _named(self, part: Any, steps: Steps) -> Steps:
        """Return the attribute that *part* is, if it is one; else *steps*."""
        if steps[0][0] == "attr":
            return steps
        if part is type(self.obj):
            return (("attr", "__class__"),)
        if id(type(part)) in LEAVES:
            return steps
        for name, value in self.attributes.items():
            if value is part:
                return (("attr", name),)
        return self._in_a_sequence(part) or steps

    def _in_a_sequence(self, part: Any) -> Steps:
        """Return the steps to *part* in a list or tuple that is an attribute; () if it is not."""
        for name, value in self.attributes.items():
            if id(type(value)) in SEQUENCES:
                for i, inner in enumerate(value):
                    if inner is part:
                        return (("attr", name), ("index", i))
        return ()


_COPYREG = (copyreg.__newobj__, copyreg.__newobj_ex__, copyreg._reconstructor)  # type: ignore


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
