"""Loading that goes on after an object that cannot be rebuilt.

It overrides methods of the unpickler written in Python, one for each opcode:
https://github.com/python/cpython/blob/v3.13.0/Lib/pickle.py#L1179
"""

from __future__ import annotations

import io
import pickle
import re
from collections.abc import Callable
from typing import Any, ClassVar

from poolable.explainer.fault import NO_PLACE, Broken, Fault, broken
from poolable.explainer.stand_in import StandIn, contains_stand_in, mentions_stand_in

# The text of an error about the number of arguments, which is not the fault of a stand-in.
_WRONG_ARGUMENT_COUNT = re.compile(r"positional argument|keyword argument")


def load_all(
    payload: bytes, kept: list[Any], progress: Callable[[int], None] = lambda _: None
) -> list[Broken]:
    """Load with a stand-in for each object that cannot be rebuilt; return all of these.

    Args:
        payload: bytes that pickle has written.
        kept: takes the loaded object, as in `unpickling.load`.
        progress: is called before each object with its place in the memo. If the process
            hangs or ends, the last place is that of the culprit.

    """
    loader = _ForgivingUnpickler(payload, progress)
    kept.append(loader)
    try:
        kept.append(loader.load())
    except BaseException as error:
        loader.broken.append(broken(NO_PLACE, Fault.LOAD, error))
        kept.append(error)
    return loader.broken


class _ForgivingUnpickler(pickle._Unpickler):
    """Puts a stand-in in the place of each object that cannot be rebuilt, and goes on."""

    # The base class has no annotations.
    stack: list[Any]
    memo: dict[int, Any]
    append: Callable[[Any], None]
    pop_mark: Callable[[], list[Any]]

    def __init__(self, payload: bytes, progress: Callable[[int], None]) -> None:
        super().__init__(io.BytesIO(payload))
        self.progress = progress
        self.broken: list[Broken] = []
        self.places: dict[int, int] = {}
        """The place of each object in the memo, by id."""

    def fail(
        self,
        fault: Fault,
        error: BaseException,
        place: int | None = None,
        extension: int | None = None,
    ) -> StandIn:
        """Add a broken object; *place* by default is the next one in the memo."""
        place = len(self.memo) if place is None else place
        self.broken.append(broken(place, fault, error, extension))
        return StandIn()

    def place_of(self, obj: object) -> int:
        """Return the place of *obj* in the memo."""
        return self.places.get(id(obj), NO_PLACE)

    def persistent_load(self, key: object) -> StandIn:
        return StandIn(key)

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (StandIn.__module__, StandIn.__qualname__):
            return StandIn
        self.progress(len(self.memo))
        try:
            return super().find_class(module, name)
        except BaseException as error:
            return self.fail(Fault.FIND, error)

    def get_extension(self, code: int) -> None:
        depth = len(self.stack)
        try:
            super().get_extension(code)  # type: ignore[misc] # typeshed does not list it
        except BaseException as error:
            del self.stack[depth:]
            self.append(self.fail(Fault.FIND, error, NO_PLACE, code))

    def make(self, function: Any, args: Any, kwargs: Any) -> Any:
        """Call the function that makes an object, unless that function was removed."""
        self.progress(len(self.memo))
        if type(function) is StandIn:
            return StandIn()
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            if mentions_stand_in(error) or (
                contains_stand_in([args, kwargs]) and not _WRONG_ARGUMENT_COUNT.search(str(error))
            ):
                return StandIn()
            return self.fail(Fault.MAKE, error)

    dispatch: ClassVar[dict[int, Any]] = dict(pickle._Unpickler.dispatch)

    def load_memoize(self) -> None:
        self.places[id(self.stack[-1])] = len(self.memo)
        super().load_memoize()  # type: ignore[misc] # typeshed does not list it

    dispatch[pickle.MEMOIZE[0]] = load_memoize

    def load_reduce(self) -> None:
        args = self.stack.pop()
        function = self.stack[-1]
        self.stack[-1] = function(*args) if function is StandIn else self.make(function, args, {})

    dispatch[pickle.REDUCE[0]] = load_reduce

    def load_newobj(self) -> None:
        args = self.stack.pop()
        kind = self.stack.pop()
        self.append(self._new(kind, args, {}))

    dispatch[pickle.NEWOBJ[0]] = load_newobj

    def load_newobj_ex(self) -> None:
        kwargs = self.stack.pop()
        args = self.stack.pop()
        kind = self.stack.pop()
        self.append(self._new(kind, args, kwargs))

    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex

    def _new(self, kind: Any, args: Any, kwargs: Any) -> Any:
        if type(kind) is StandIn:
            return StandIn()
        return self.make(lambda *a, **k: kind.__new__(kind, *a, **k), args, kwargs)

    def load_build(self) -> None:
        obj = self.stack[-2]
        place = self.place_of(obj)
        self.progress(place)
        if type(obj) is StandIn:
            self.stack.pop()
            return
        depth = len(self.stack)
        try:
            super().load_build()  # type: ignore[misc] # typeshed does not list it
        except BaseException as error:
            del self.stack[depth - 1 :]
            if not mentions_stand_in(error):
                self.fail(Fault.STATE, error, place)

    dispatch[pickle.BUILD[0]] = load_build

    def load_setitem(self) -> None:
        value = self.stack.pop()
        key = self.stack.pop()
        self._set(self.stack[-1], [key, value])

    dispatch[pickle.SETITEM[0]] = load_setitem

    def load_setitems(self) -> None:
        items = self.pop_mark()
        self._set(self.stack[-1], items)

    dispatch[pickle.SETITEMS[0]] = load_setitems

    def _set(self, mapping: Any, items: list[Any]) -> None:
        for key, value in zip(items[::2], items[1::2], strict=True):
            self._set_item(mapping, key, value)

    def _set_item(self, mapping: Any, key: Any, value: Any) -> None:
        self._put(mapping, key, lambda m, k: m.__setitem__(k, value))

    def load_additems(self) -> None:
        items = self.pop_mark()
        for item in items:
            self._put(self.stack[-1], item, lambda s, i: s.add(i))

    dispatch[pickle.ADDITEMS[0]] = load_additems

    def load_frozenset(self) -> None:
        items = self.pop_mark()
        members: set[Any] = set()
        for item in items:
            self._put(members, item, lambda s, i: s.add(i))
        self.append(frozenset(members))

    dispatch[pickle.FROZENSET[0]] = load_frozenset

    def load_append(self) -> None:
        value = self.stack.pop()
        self._put(self.stack[-1], value, lambda s, i: s.append(i))

    dispatch[pickle.APPEND[0]] = load_append

    def load_appends(self) -> None:
        items = self.pop_mark()
        owner = self.stack[-1]
        if type(owner) is list:
            owner.extend(items)
            return
        for item in items:
            self._put(owner, item, lambda s, i: s.append(i))

    dispatch[pickle.APPENDS[0]] = load_appends

    def _put(self, owner: Any, item: Any, put: Callable[[Any, Any], Any]) -> None:
        """Put *item* into *owner*; hashing an item that has no attributes yet may raise."""
        if type(owner) is StandIn:
            return
        try:
            put(owner, item)
        except BaseException as error:
            builtin = type(owner) in (dict, set, list)
            place = self.place_of(item if builtin else owner)
            if place == NO_PLACE:
                place = self.place_of(owner)
            self.fail(Fault.PUT, error, place)
