"""The answer of a reducer: its parts with the steps to them, and its items, kept.

A reader knows attributes and items, not the tuple that a reducer returns, so a part that is
also an attribute is named as one. No code of the object runs to find that out.
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
MAX_ITEMS = 5_000_000  # that one reducer may yield

# The callables of `object.__reduce_ex__`: the state is the object's own, not a reducer's.
# https://github.com/python/cpython/blob/v3.13.0/Lib/copyreg.py#L98-L105
_COPYREG_MAKERS = (
    copyreg.__newobj__,  # type: ignore[attr-defined] # typeshed does not list it
    copyreg.__newobj_ex__,  # type: ignore[attr-defined] # typeshed does not list it
    copyreg._reconstructor,  # type: ignore[attr-defined] # private
)


class Parts:
    """The parts of one reduction, each with the steps that a reader would take to it.

    Args:
        obj: the object that was reduced.
        reduced: the tuple that its reducer has returned.

    """

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
            if id(type(argument)) in SEQUENCES:  # a reducer passes the members of a set so
                yield from self._set_members(argument)
        yield from self._state(state)
        is_container = issubclass(type(self.obj), (list, dict, deque))
        for i, item in enumerate(items or ()):
            steps: Steps = (("index", i),)
            yield steps if is_container else self._named(item, steps), item
        for i, (key, _) in enumerate(pairs or ()):
            yield (("key", i),), key
        for key, value in pairs or ():
            steps = (("item", key),)
            yield steps if is_container else self._named(value, steps), value
        if setter is not None:
            yield (("reduce", 5),), setter

    def _set_members(self, argument: Any) -> Iterator[tuple[Steps, Any]]:
        """Yield the members of a set, which its reducer puts into a list."""
        if issubclass(type(self.obj), (set, frozenset)):
            yield from (((("member", None),), child) for child in argument)

    def _state(self, state: Any) -> Iterator[tuple[Steps, Any]]:
        if state is None:
            return
        is_own = self.reduced[0] in _COPYREG_MAKERS
        if type(state) is tuple and len(state) == 2 and type(state[1]) is dict:
            yield from self._mapping(state[0] if type(state[0]) is dict else {}, 0, is_own=is_own)
            yield from self._mapping(state[1], 1, is_own=is_own)
        elif type(state) is dict:
            yield from self._mapping(state, is_own=is_own)
        else:
            steps: Steps = (("state", None),) if is_own else (("reduce", 2),)
            if type(state) is tuple:
                for i, part in enumerate(state):
                    inner: Steps = (("state", i),) if is_own else (*steps, ("index", i))
                    yield self._named(part, inner), part
            else:
                yield self._named(state, steps), state

    def _mapping(
        self, state: dict[Any, Any], index: int | None = None, *, is_own: bool
    ) -> Iterator[tuple[Steps, Any]]:
        """Yield the values and keys of a state, or of the part of it at *index*."""
        for key, value in state.items():
            inner = () if index is None else (("state" if is_own else "index", index),)
            steps: Steps
            if is_own:
                steps = (("state", key),) if index is None else (*inner, ("item", key))
            else:
                steps = (("reduce", 2), *inner, ("item", key))
            if type(key) is str and self.attributes.get(key) is value:
                steps = (("attr", key),)
            yield self._named(value, steps), value
        for i, key in enumerate(state):
            if id(type(key)) not in LEAVES:
                base: Steps = (("state", None),) if is_own else (("reduce", 2),)
                yield (*base, ("key", i)), key

    def _named(self, part: Any, steps: Steps) -> Steps:
        """Return the step to the attribute that holds *part*; *steps* if none does."""
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


def keep_items(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return *reduced* with lists instead of its iterators, so that it can be read again.

    Raises:
        OverflowError: an iterator does not end.
        TypeError: an iterator of pairs yields something else.

    """
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
    """The items that an iterator of a reduction has yielded."""

    def __init__(self, iterator: Iterator[Any]) -> None:
        super().__init__(itertools.islice(iterator, MAX_ITEMS + 1))
        if len(self) > MAX_ITEMS:
            raise OverflowError(f"it yields more than {MAX_ITEMS} items, perhaps without end")


def with_fresh_iterators(reduced: Any) -> Any:
    """Return *reduced* with a new iterator over each list that `keep_items` has made."""
    if type(reduced) is tuple and len(reduced) > 3:
        return tuple(iter(part) if type(part) is _Items else part for part in reduced)
    return reduced
