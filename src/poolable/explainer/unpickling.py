"""Loading in the process that receives: as a worker does, or on past what cannot be rebuilt."""

from __future__ import annotations

import contextlib
import io
import itertools
import pickle
import re
from collections.abc import Callable
from typing import Any, ClassVar

from poolable.explainer.introspect import class_name, error_text

NOBODY = -1
DIRECTLY = 1000  # arguments, and parts of arguments, that are looked at
# A function that wants more arguments, or fewer, would not take the real ones either.
_COUNT = re.compile(r"positional argument|keyword argument")

Broken = dict[str, Any]
"""What did not arrive: ``place`` in the memo, ``step``, ``error``, ``kind``."""


class CutOut:
    """Stands for an object that was cut out; may be called, as that may have been."""

    def __init__(self, key: object = None) -> None:
        self.key = key

    def __call__(self, *_args: Any, **_kwargs: Any) -> CutOut:
        """Return another: what a function that was cut out makes."""
        return CutOut()


def load(payload: bytes, kept: list[Any]) -> list[Broken]:
    """Load as a worker does, at the speed of C; return what went wrong, without a place.

    What was loaded is left in *kept*: as long as it is there its finalizers do not run,
    one of which may remove a file that still is the sender's.
    """
    try:
        if CutOut.__name__.encode() in payload:
            loader = _Loader(io.BytesIO(payload))
            kept.append(loader)  # and what it had made when it failed
            kept.append(loader.load())
        else:
            kept.append(pickle.loads(payload))
    except BaseException as error:
        kept.append(error)
        return [broken_at(NOBODY, "load", error)]
    return []


def load_all(
    payload: bytes, kept: list[Any], progress: Callable[[int], None] = lambda place: None
) -> list[Broken]:
    """Load with a stand-in for each object that cannot be rebuilt; return them all."""
    loader = _Tolerant(payload, progress)
    kept.append(loader)
    try:
        kept.append(loader.load())
    except BaseException as error:
        loader.broken.append(broken_at(NOBODY, "load", error))
        kept.append(error)
    return loader.broken


def broken_at(place: int, step: str, error: BaseException) -> Broken:
    """Return what there is to say of an object that *error* kept from being rebuilt."""
    return {"place": place, "step": step, "kind": class_name(error), "error": error_text(error)}


class _Loader(pickle.Unpickler):
    def persistent_load(self, key: object) -> CutOut:
        """Return what stands for a container; what it was has no other way to be cut out."""
        return CutOut(key)


class _Tolerant(pickle._Unpickler):
    """The unpickler in Python, which goes on after an object that cannot be rebuilt."""

    # of the base class, which has no types
    stack: list[Any]
    memo: dict[int, Any]
    append: Callable[[Any], None]
    pop_mark: Callable[[], list[Any]]

    def __init__(self, payload: bytes, progress: Callable[[int], None]) -> None:
        super().__init__(io.BytesIO(payload))
        self.progress = progress
        self.broken: list[Broken] = []
        self.places: dict[int, int] = {}

    def fail(self, step: str, error: BaseException, place: int | None = None) -> CutOut:
        """Note what failed; *place* by default is where the result will be remembered."""
        self.broken.append(broken_at(len(self.memo) if place is None else place, step, error))
        return CutOut()

    def persistent_load(self, key: object) -> CutOut:
        return CutOut(key)

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (CutOut.__module__, "CutOut"):
            return CutOut
        self.progress(len(self.memo))
        try:
            return super().find_class(module, name)
        except BaseException as error:
            return self.fail("find", error)

    def get_extension(self, code: int) -> None:
        depth = len(self.stack)
        try:
            super().get_extension(code)  # type: ignore[misc]
        except BaseException as error:
            del self.stack[depth:]
            cut = self.fail("find", error, NOBODY)
            self.broken[-1]["extension"] = code
            self.append(cut)

    def make(self, function: Any, args: Any, kwargs: Any) -> Any:
        """Call what makes an object, unless a part of it was cut out."""
        self.progress(len(self.memo))
        if type(function) is CutOut:
            return CutOut()
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            of_cut = _is_of_cut(error) or (
                _holds_cut([args, kwargs]) and not _COUNT.search(str(error))
            )
            return CutOut() if of_cut else self.fail("make", error)

    def place_of(self, obj: object) -> int:
        """Return where *obj* is in the memo."""
        return self.places.get(id(obj), NOBODY)

    dispatch: ClassVar[dict[int, Any]] = dict(pickle._Unpickler.dispatch)

    def load_memoize(self) -> None:
        self.places[id(self.stack[-1])] = len(self.memo)
        super().load_memoize()  # type: ignore[misc]

    dispatch[pickle.MEMOIZE[0]] = load_memoize

    def load_reduce(self) -> None:
        args = self.stack.pop()
        function = self.stack[-1]
        self.stack[-1] = function(*args) if function is CutOut else self.make(function, args, {})

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
        if type(kind) is CutOut:
            return CutOut()
        return self.make(lambda *a, **k: kind.__new__(kind, *a, **k), args, kwargs)

    def load_build(self) -> None:
        obj = self.stack[-2]
        place = self.place_of(obj)
        self.progress(place)
        if type(obj) is CutOut:
            self.stack.pop()
            return
        depth = len(self.stack)
        try:
            super().load_build()  # type: ignore[misc]
        except BaseException as error:
            del self.stack[depth - 1 :]
            if not _is_of_cut(error):
                self.fail("state", error, place)

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
            self._put(mapping, lambda m, k: m.__setitem__(k, value), key)  # noqa: B023

    def load_additems(self) -> None:
        items = self.pop_mark()
        for item in items:
            self._put(self.stack[-1], lambda s, i: s.add(i), item)

    dispatch[pickle.ADDITEMS[0]] = load_additems

    def load_frozenset(self) -> None:
        items = self.pop_mark()
        kept: set[Any] = set()
        for item in items:
            self._put(kept, lambda s, i: s.add(i), item)
        self.append(frozenset(kept))

    dispatch[pickle.FROZENSET[0]] = load_frozenset

    def load_append(self) -> None:
        value = self.stack.pop()
        self._put(self.stack[-1], lambda s, i: s.append(i), value)

    dispatch[pickle.APPEND[0]] = load_append

    def load_appends(self) -> None:
        items = self.pop_mark()
        owner = self.stack[-1]
        if type(owner) is list:
            owner.extend(items)
            return
        for item in items:
            self._put(owner, lambda s, i: s.append(i), item)

    dispatch[pickle.APPENDS[0]] = load_appends

    def _put(self, owner: Any, put: Callable[[Any, Any], Any], item: Any) -> None:
        """Put *item* into *owner*, which may ask it for a hash that it does not have yet."""
        if type(owner) is CutOut:
            return
        try:
            put(owner, item)
        except BaseException as error:
            plain = type(owner) in (dict, set, list)
            place = self.place_of(item if plain else owner)
            if place == NOBODY:
                place = self.place_of(owner)
            self.fail("put", error, place)


def _is_of_cut(error: BaseException) -> bool:
    """Tell whether *error* only means that a stand-in is not what it stands for."""
    with contextlib.suppress(BaseException):
        return CutOut.__name__ in str(error)
    return False


def _holds_cut(values: list[Any]) -> bool:
    """Tell whether a stand-in is among *values*, or in a container among them."""
    seen: dict[int, Any] = {}
    todo = list(values)
    while todo and len(seen) < DIRECTLY:
        value = todo.pop(0)
        if type(value) is CutOut:
            return True
        if id(value) in seen:
            continue
        seen[id(value)] = value
        if type(value) in (list, tuple, set, frozenset):
            todo.extend(itertools.islice(value, DIRECTLY))
        elif type(value) is dict:
            todo.extend(itertools.islice(value.values(), DIRECTLY))
    return False
