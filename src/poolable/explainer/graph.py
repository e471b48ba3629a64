"""An object as the pickler sees it: the answer of each reducer, and the objects in it.

The C pickler visits the objects wherever it can. It asks this graph about everything that
is no plain container. Each reducer is called once, its answer checked and kept, so that
paths can be followed afterwards without calling it again. A stand-in replaces an object that
cannot be reduced, so one pass meets every culprit; if the pass finishes, the rest pickles.
"""

from __future__ import annotations

import copyreg
import itertools
import time
import types
from collections.abc import Iterable, Iterator
from typing import Any

from poolable.explainer.fault import Fault
from poolable.explainer.introspect import CONTAINERS, LEAVES, SEQUENCES, SETS, attributes
from poolable.explainer.path import Steps
from poolable.explainer.pickling import POOL_REDUCERS, SingleObjectPickler
from poolable.explainer.plain_objects import PlainStorage, plain_storage
from poolable.explainer.reduction import PROTOCOL, Parts, keep_items, with_fresh_iterators
from poolable.explainer.stand_in import StandIn
from poolable.explainer.time_limit import TookTooLong

SLOW_REDUCER = 0.5  # seconds; a reducer slower than this is blamed for the timeout
_DICT = PlainStorage.DICT  # looked up once, as it is compared for every object


class Refusal:
    """The reason why an object cannot be reduced; *fault* is None if the error says it all."""

    def __init__(self, obj: object, error: BaseException, fault: Fault | None) -> None:
        self.obj = obj
        self.error = error
        self.fault = fault


class Graph:
    """The objects that the pickler meets from a root on."""

    def __init__(self, root: object) -> None:
        self.root = root
        self.refused: dict[int, Refusal] = {}
        """By the id of the object; each refusal keeps its object, so that no other gets the id."""
        self.removed: set[int] = set()
        """Ids of the objects that are replaced as well, because they do not arrive."""
        self.reduced: dict[int, tuple[object, Any]] = {}
        """Each object that was reduced, with the answer of its reducer, by id."""
        self.storage: dict[int, PlainStorage | None] = {}
        """Where the objects of a class keep their attributes, by the id of the class."""
        self.pickling = False
        """Whether the C pickler is running, which asks from inside its own recursion."""
        self._types: list[type] = []
        self._table = copyreg.dispatch_table | POOL_REDUCERS
        self._single = SingleObjectPickler()
        self._asked_at = 0.0
        """When the reducer that is running was called."""

    def refuse(self, obj: object, error: BaseException, fault: Fault | None = None) -> None:
        """Note that *obj* does not pickle; *fault* says more where the error does not."""
        self.refused.setdefault(id(obj), Refusal(obj, error, fault))

    def reduce_or_stand_in(self, obj: Any) -> Any:  # noqa: C901 - a helper would cost a call
        """Return the answer of ``reducer_override`` for *obj*, whose reducer runs only once."""
        key = id(obj)
        if key in self.refused or key in self.removed:
            return StandIn, (key,)
        held = self.reduced.get(key)
        if held is not None:
            return with_fresh_iterators(held[1])
        try:
            if self._plain_storage(obj):
                return NotImplemented
            reduced = self._reduce(obj)
        except TookTooLong:
            if time.monotonic() - self._asked_at > SLOW_REDUCER:
                self.refuse(obj, TimeoutError("its reducer does not return"), Fault.HANG)
            raise
        except BaseException as error:
            if self.pickling and isinstance(error, RecursionError | MemoryError):
                raise  # perhaps the pickler itself is too deep: the object is asked again later
            self.refuse(obj, error)
            return StandIn, (key,)
        if reduced is not NotImplemented:
            self.reduced[key] = (obj, reduced)
            return with_fresh_iterators(reduced)
        return reduced

    def _reduce(self, obj: Any) -> Any:
        """Return the answer of the reducer of *obj*, chosen in the order of the C pickler.

        https://docs.python.org/3/library/pickle.html#pickle.Pickler.reducer_override
        """
        self._asked_at = time.monotonic()
        kind = type(obj)
        is_global = kind is types.FunctionType or kind is type
        reduce = None if is_global else self._table.get(kind)
        if reduce is not None:
            reduced = reduce(obj)
        elif is_global or issubclass(kind, type):
            self._single.check(obj)
            return NotImplemented
        else:
            reduced = obj.__reduce_ex__(PROTOCOL)
        if type(reduced) is not tuple and issubclass(type(reduced), tuple):
            reduced = tuple.__getitem__(reduced, slice(None))  # as the C pickler reads it
        if type(reduced) is tuple and len(reduced) > 3:
            reduced = keep_items(reduced)
        self._single.check(obj, with_fresh_iterators(reduced))
        return reduced

    def note_own_reducer(self, obj: Any) -> None:
        """Treat the class of *obj* as not plain, if *obj* has a reducer that its class lacks."""
        if self.storage.get(id(type(obj))) and "__reduce_ex__" in attributes(obj):
            self.storage[id(type(obj))] = None

    def is_plain(self, kind: type) -> bool:
        """Tell whether objects of *kind* have been met, and have all attributes in a dict."""
        return self.storage.get(id(kind)) is _DICT

    def _plain_storage(self, obj: Any) -> PlainStorage | None:
        """Return where *obj* keeps its attributes if it is plain, decided once for each class."""
        kind = type(obj)
        if id(kind) not in self.storage:
            self._types.append(kind)  # kept alive: its id is the key
            storage = plain_storage(obj)
            if storage and kind in self._table:  # in this order: hashing may ask a metaclass
                storage = None
            self.storage[id(kind)] = storage
        return self.storage[id(kind)]

    def children(self, obj: Any) -> Iterable[Any]:
        """Return the objects that are one step from *obj*."""
        kind = type(obj)
        if self.storage.get(id(kind)) is _DICT:
            return obj.__dict__.values()  # type: ignore[no-any-return] # of Any
        if kind is dict:
            return itertools.chain(obj, obj.values())
        if id(kind) in CONTAINERS:
            return obj  # type: ignore[no-any-return] # of Any
        return [child for _, child in self.parts(obj)]

    def parts(self, obj: Any) -> Iterator[tuple[Steps, Any]]:
        """Yield the objects that are one step from *obj*, each with the step."""
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
        """Return the answer of the reducer of *obj*; None if it was refused."""
        key = id(obj)
        if key not in self.reduced and key not in self.refused:
            self.reduce_or_stand_in(obj)
        if self.storage.get(id(type(obj))):
            return object.__reduce_ex__(obj, PROTOCOL)
        return self.reduced.get(key, (None, None))[1]
