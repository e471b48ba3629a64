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
import io
import itertools
import operator
import sys
import time
import types
from abc import ABCMeta
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing.reduction import ForkingPickler
from typing import Any

from poolable.limit import TookTooLong
from poolable.parts import (
    LEAVES,
    PROTOCOL,
    SEQUENCES,
    SETS,
    Parts,
    attributes,
    line_of,
    namespace,
)
from poolable.rebuild import CutOut
from poolable.report import Steps

MOST_ASKED = 200_000  # objects that reduce themselves; more, and they are made without end
LONG = 0.5  # seconds; an object that takes so long to reduce itself is what takes long
MOST_ITEMS = 5_000_000  # that one reduction may yield

DICT, SLOTS = 1, 2  # where plain objects keep what they hold
CONTAINERS = SEQUENCES | SETS | {id(dict)}
_PLAIN_MAKERS = ("__reduce_ex__", "__reduce__", "__getstate__")
_NOT_PLAIN = frozenset(
    {"__getnewargs__", "__getnewargs_ex__", "__class__", "__getattribute__", "__dict__"}
)


def dump(obj: object) -> bytes:
    """Return *obj* as a pool pickles it, at the speed of the C pickler."""
    file = _File()
    _Pickler(file, PROTOCOL).dump(obj)
    return file.getvalue()


class _File(io.BytesIO):
    """Written to through Python, where a time limit can come in between."""

    def write(self, data: Any) -> int:
        return super().write(data)


class _Pickler(_pickle.Pickler):
    """``ForkingPickler``, whose chain of tables costs a call in Python an object."""

    if sys.version_info >= (3, 13):  # a miss in a dict is free since then, and raised before

        def __init__(self, file: io.BytesIO, protocol: int) -> None:
            super().__init__(file, protocol)
            # anew each time: types are registered at any time
            self.dispatch_table = copyreg.dispatch_table | _EXTRA

    else:

        def reducer_override(self, obj: Any) -> Any:
            reduce = _EXTRA.get(type(obj))
            return NotImplemented if reduce is None else reduce(obj)


_EXTRA = ForkingPickler._extra_reducers  # type: ignore[attr-defined]


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
        self._probe = _Probe()
        self._in_c = False
        self._since = 0.0
        """When the object that is being asked was asked."""

    # -- one pass of the C pickler ------------------------------------------------

    def dump(self) -> Passed:
        """Pickle the root with stand-ins for what was refused.

        Raises:
            BaseException: whatever still keeps the pickler from coming to its end.

        """
        file = _File()
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
            return _again(held[1])
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
            return _again(reduced)
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
            reduced = _with_lists(reduced)
        self._probe.check(obj, _again(reduced))
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
            plain = _looks_plain(kind) and kind not in self._table and _is_reducible(obj)
            known = (DICT if _has_only_a_dict(kind) else SLOTS) if plain else 0
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


class Walk:
    """A walk through a graph, breadth first; so the way back is the shortest."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes = [graph.root]
        self.parents = array("q", [-1])
        self.places: dict[int, int] = {}
        """Where in ``nodes`` the wanted ones are, by id."""
        self.whole = False
        """Whether it came to the end."""
        self.endless = False

    def go(self, wanted: set[int] | None) -> None:  # noqa: C901 - one loop, for speed
        """Walk until all *wanted* are met, or everything if None."""
        nodes, seen = self.nodes, {id(self.graph.root)}
        append, parent_of, add = nodes.append, self.parents.append, seen.add
        children, leaves = self.graph.children, LEAVES
        asked = self.graph.reduced
        most = len(asked) + MOST_ASKED
        missing = set(wanted or ())
        self._note(missing, id(self.graph.root), 0)
        for at, node in enumerate(nodes):
            if wanted is not None and not missing:
                return
            if wanted is None:
                if id(node) in self.graph.refused:
                    continue  # it is cut out: what is deep behind it does not matter
                if len(asked) > most:
                    self.endless = True
                    return
                self.graph.look_at(node)
            for child in children(node):
                if id(type(child)) in leaves:
                    continue
                key = id(child)
                if key in seen:
                    continue
                add(key)
                append(child)
                parent_of(at)
                if key in missing:
                    self._note(missing, key, len(nodes) - 1)
            kind = type(node)
            if id(kind) not in seen and self.graph.is_plain(kind):  # with the first of its kind
                add(id(kind))
                append(kind)
                parent_of(at)
                if id(kind) in missing:
                    self._note(missing, id(kind), len(nodes) - 1)
        self.whole = True

    def _note(self, missing: set[int], key: int, place: int) -> None:
        if key in missing:
            missing.discard(key)
            self.places[key] = place

    def line(self, place: int) -> list[Any]:
        """Return the objects from the root to the one at *place*."""
        line = []
        while place >= 0:
            line.append(self.nodes[place])
            place = self.parents[place]
        return line[::-1]

    def steps(self, line: list[Any]) -> Steps:
        """Return the steps that lead along *line*."""
        return tuple(itertools.chain.from_iterable(self.each(line)))

    def each(self, line: list[Any]) -> list[Steps]:
        """Return the steps from each object of *line* to the next."""
        return [self._step(*pair) for pair in itertools.pairwise(line)]

    def _step(self, parent: Any, child: Any) -> Steps:
        parts = self.graph.parts(parent)
        return next(steps for steps, part in parts if part is child)


def extension(code: int) -> Any:
    """Return what this process has registered under *code* in ``copyreg``."""
    module, name = copyreg._inverted_registry[code]  # type: ignore[attr-defined]
    return operator.attrgetter(name)(sys.modules[module])


def head(line: list[Any]) -> Any:
    """Return where in a deep *line* the deep structure begins: its first repeated type."""
    kinds = Counter(id(type(obj)) for obj in line)
    often = max(kinds.values()) / 2
    return next(obj for obj in line if kinds[id(type(obj))] >= often)


class _Probe:
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


def _stand_in(key: int) -> tuple[type, tuple[int]]:
    return CutOut, (key,)


def _with_lists(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
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


def _again(reduced: Any) -> Any:
    """Return *reduced* with new iterators over its items."""
    if type(reduced) is tuple and len(reduced) > 3:
        return tuple(iter(part) if type(part) is _Items else part for part in reduced)
    return reduced


def _looks_plain(kind: type) -> bool:
    """Tell whether a class overrides nothing that pickle asks for."""
    line = line_of(kind)
    if (
        (type(kind) is not type and type(kind) is not ABCMeta)
        or id(kind) in LEAVES
        or issubclass(kind, (list, dict))
    ):
        return False
    for one in line[:-1]:
        if not one.__flags__ & HEAP_TYPE:
            return False  # made in C: it may refuse
        names = namespace(one)
        if any(name in names for name in _PLAIN_MAKERS):
            return False
        if any(name in names for name in _NOT_PLAIN - {"__dict__"}):
            return False
        if not isinstance(names.get("__dict__"), (types.GetSetDescriptorType, type(None))):
            return False
    return True


HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE


def _is_reducible(obj: object) -> bool:
    """Tell whether ``object`` knows all that *obj* holds; a class made in C holds more."""
    try:
        object.__reduce_ex__(obj, PROTOCOL)
    except TypeError:
        return False
    return True


def _has_only_a_dict(kind: type) -> bool:
    return kind.__dictoffset__ != 0 and not copyreg._slotnames(kind)  # type: ignore[attr-defined]
