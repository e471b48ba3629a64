"""An object as the pickler sees it: what it is reduced to, and what that leads to.

The C pickler does the visiting wherever it can. It asks ``reducer_override`` about
everything that is not a plain container; the answer is the object's own, made once,
checked, and kept, so that paths can be followed afterwards without calling anything
of the object again. What cannot be reduced is replaced by a stand-in, so that one
pass meets every culprit, and its end proves that the rest pickles.
"""

from __future__ import annotations

import _pickle
import copyreg
import functools
import itertools
import time
import types
from collections.abc import Iterable, Iterator
from multiprocessing.reduction import ForkingPickler
from typing import Any

from poolable.explainer.introspect import CONTAINERS, LEAVES, SEQUENCES, SETS, attributes
from poolable.explainer.path import Steps
from poolable.explainer.pickling import File, Probe
from poolable.explainer.plain_objects import DICT, plainness
from poolable.explainer.reduction import PROTOCOL, Parts, again, with_lists
from poolable.explainer.time_limit import TookTooLong
from poolable.explainer.unpickling import CutOut

LONG = 0.5  # seconds; an object that takes so long to reduce itself is what takes long


class Refusal:
    """Why an object cannot be reduced."""

    def __init__(self, obj: object, error: BaseException, step: str) -> None:
        self.obj = obj
        self.error = error
        self.step = step


class Graph:
    """What the pickler meets between a root and everything that it holds."""

    def __init__(self, root: object) -> None:
        self.root = root
        self.refused: dict[int, Refusal] = {}
        """By the id of the object; the objects are kept, so that ids stay theirs."""
        self.cut: set[int] = set()
        """Ids of what is replaced as well, because it does not arrive."""
        self.reduced: dict[int, tuple[object, Any]] = {}
        """What was asked, with its answer, by id."""
        self._plain: dict[int, int] = {}
        self._types: list[type] = []
        self._table = copyreg.dispatch_table | ForkingPickler._extra_reducers  # type: ignore
        self._probe = Probe()
        self._in_c = False
        self._since = 0.0
        """When the object that is being asked was asked."""

    # -- one pass of the C pickler ------------------------------------------------

    def dump(self) -> Passed:
        """Pickle the root with stand-ins for what was refused.

        Raises:
            BaseException: whatever still keeps the pickler from coming to its end.

        """
        file = File()
        pickler = self._visitor()(file, PROTOCOL)
        self._in_c = True
        try:
            pickler.dump(self.root)
        finally:
            self._in_c = False
        return Passed(file.getvalue(), pickler)

    def _visitor(self) -> type[_pickle.Pickler]:
        """Return a pickler that asks this graph; it is spared what plain objects would say."""
        plain, cut, answer = self._plain, self.cut | self.refused.keys(), self.answer
        containers = {key for key, one in self.refused.items() if id(type(one.obj)) in CONTAINERS}

        def override(obj: Any) -> Any:
            if plain.get(id(type(obj))) and id(obj) not in cut:
                return NotImplemented
            return answer(obj)

        def persistent_id(obj: Any) -> int | None:
            return id(obj) if id(obj) in containers else None

        # of containers the pickler asks nothing but this; it costs a call for every object
        more = {"persistent_id": staticmethod(persistent_id)} if containers else {}
        spared = {"reducer_override": staticmethod(override)} | more
        return type("_Visitor", (_pickle.Pickler,), spared)

    def refuse(self, obj: object, error: BaseException, step: str = "") -> None:
        """Note that *obj* does not cross; *step* tells more where the error does not."""
        self.refused.setdefault(id(obj), Refusal(obj, error, step))

    def answer(self, obj: Any) -> Any:  # noqa: C901 - a call less for every object
        """Return what ``reducer_override`` says of *obj*, asked at most once."""
        key = id(obj)
        if key in self.refused or key in self.cut:
            return _stand_in(key)
        held = self.reduced.get(key)
        if held is not None:
            return again(held[1])
        try:
            if self._is_plain(obj):
                return NotImplemented
            reduced = self._ask(obj)
        except TookTooLong:
            if time.monotonic() - self._since > LONG:
                error = TimeoutError("its reduction does not come to an end")
                self.refuse(obj, error, "hang")
            raise
        except BaseException as error:
            if self._in_c and isinstance(error, RecursionError | MemoryError):
                raise  # of the pickler's own depth, perhaps: the object is asked again later
            self.refuse(obj, error)
            return _stand_in(key)
        if reduced is not NotImplemented:
            self.reduced[key] = (obj, reduced)
            return again(reduced)
        return reduced

    def _ask(self, obj: Any) -> Any:
        """Return how *obj* is reduced, in the order in which the C pickler asks."""
        self._since = time.monotonic()
        kind = type(obj)
        is_global = kind is types.FunctionType or kind is type
        reduce = None if is_global else self._table.get(kind)
        if reduce is not None:
            reduced = reduce(obj)
        elif is_global or issubclass(kind, type):
            self._probe.check(obj)
            return NotImplemented
        else:
            reduced = obj.__reduce_ex__(PROTOCOL)
        if type(reduced) is not tuple and issubclass(type(reduced), tuple):
            reduced = tuple.__getitem__(reduced, slice(None))  # as the pickler reads it
        if type(reduced) is tuple and len(reduced) > 3:
            reduced = with_lists(reduced)
        self._probe.check(obj, again(reduced))
        return reduced

    def look_at(self, obj: Any) -> None:
        """Let *obj* be asked, if it has a method for pickle that its class does not have."""
        if self._plain.get(id(type(obj))) and "__reduce_ex__" in attributes(obj):
            self._plain[id(type(obj))] = 0

    def is_plain(self, kind: type) -> bool:
        """Tell whether objects of *kind* have just been met, and are plain."""
        return self._plain.get(id(kind)) == DICT

    def _is_plain(self, obj: Any) -> int:
        """Tell whether *obj*, like all of its class, leaves everything to ``object``.

        Returns:
            0 if not, ``DICT`` if all that it holds is in its dict, else ``SLOTS``.

        """
        kind = type(obj)
        known = self._plain.get(id(kind))
        if known is None:
            self._types.append(kind)  # kept alive: its id is the key
            known = plainness(obj)
            if known and kind in self._table:  # in this order: hashing may ask a metaclass
                known = 0
            self._plain[id(kind)] = known
        return known

    # -- what an object leads to --------------------------------------------------

    def children(self, obj: Any) -> Iterable[Any]:
        """Return the objects that are one step from *obj*."""
        kind = type(obj)
        if self._plain.get(id(kind)) == DICT:
            return obj.__dict__.values()  # type: ignore[no-any-return]
        if kind is dict:
            return itertools.chain(obj, obj.values())
        if id(kind) in CONTAINERS:
            return obj  # type: ignore[no-any-return]
        return [child for _, child in self.parts(obj)]

    def parts(self, obj: Any) -> Iterator[tuple[Steps, Any]]:
        """Yield what is one step from *obj*, with the step."""
        kind = type(obj)
        if id(kind) in SEQUENCES:
            yield from (((("index", i),), child) for i, child in enumerate(obj))
        elif id(kind) in SETS:
            yield from (((("member", None),), child) for child in obj)
        elif kind is dict:
            yield from (((("key", i),), child) for i, child in enumerate(obj))
            yield from (((("item", key),), child) for key, child in obj.items())
        elif id(kind) not in LEAVES:
            reduced = self._reduction(obj)
            if type(reduced) is tuple:
                yield from Parts(obj, reduced).all()

    def _reduction(self, obj: Any) -> Any:
        """Return what *obj* is reduced to, if it lets itself be reduced."""
        key = id(obj)
        if key not in self.reduced and key not in self.refused:
            self.answer(obj)
        if self._plain.get(id(type(obj))):
            return object.__reduce_ex__(obj, PROTOCOL)
        return self.reduced.get(key, (None, None))[1]


class Passed:
    """What is left of a pass of the pickler that came to its end."""

    def __init__(self, payload: bytes, pickler: _pickle.Pickler) -> None:
        self.payload = payload
        self._pickler = pickler

    @functools.cached_property
    def memo(self) -> dict[int, Any]:
        """Return the objects by their place in the memo; the unpickler counts the same."""
        return dict(self._pickler.memo.copy().values())


def _stand_in(key: int) -> tuple[type, tuple[int]]:
    return CutOut, (key,)
