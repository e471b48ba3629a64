"""How much crosses to the workers: messages, bytes, seconds, and what weighs most.

Whatever a pool sends or receives goes through the pickler of its library, in the process that
owns the pool. Counting there, and only there, misses nothing and leaves the pool as it is.
"""

from __future__ import annotations

import functools
import multiprocessing.reduction  # noqa: F401 - the first of PICKLERS
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from poolable.measure.traffic import FUNCTIONS, Meter

# Each pool library has one of these; the second is the copy that pathos uses.
PICKLERS = ("multiprocessing.reduction", "multiprocess.reduction")
LOKY = ("loky.backend.reduction", "joblib.externals.loky.backend.reduction")

_lock = threading.Lock()
_meters: tuple[Meter, ...] = ()
_replaced: list[tuple[Any, str, Any]] = []  # owner, attribute, what it was


@contextmanager
def meter() -> Iterator[Meter]:
    """Count what any pool or executor of this process sends and receives in the block.

    It holds for ``Pool``, ``ProcessPoolExecutor``, and for pathos, loky and joblib if they were
    imported before, whether the pool was opened in the block or earlier. Blocks may be nested or
    run in several threads; each counts everything, for the pools' own threads do the pickling.
    What workers send to each other is not seen, nor an executor's empty wake-up messages.

    Yields:
        The counts, complete for every task whose result has arrived.

    >>> from multiprocessing import Pool
    >>> with Pool(2) as pool, meter() as m:
    ...     total = sum(pool.map(abs, range(64)))
    >>> m.tasks.messages, m.results.messages, m.heaviest.name
    (8, 8, 'function abs')
    """
    global _meters
    counted = Meter()
    with _lock:
        if not _meters:
            _replace()
        _meters += (counted,)
    try:
        yield counted
    finally:
        with _lock:
            _meters = tuple(one for one in _meters if one is not counted)
            if not _meters:
                _restore()


def _replace() -> None:
    """Put the counting functions in the place of those that pickle."""
    for name in PICKLERS:
        if module := sys.modules.get(name):
            _put(module.ForkingPickler, "dumps", _counting_dumps)
            _put(module.ForkingPickler, "loads", _counting_loads)
            _put(module, "dump", _counting_dump)  # what starts a worker
    for name in LOKY:
        if module := sys.modules.get(name):
            _put(module, "dump", _counting_dump)  # its dumps calls it; results come by recv()


def _put(owner: Any, attribute: str, counting: Callable[[Any], Any]) -> None:
    original = vars(owner)[attribute]
    _replaced.append((owner, attribute, original))
    setattr(owner, attribute, counting(original))


def _restore() -> None:
    while _replaced:
        setattr(*_replaced.pop())


def _in_child() -> None:
    """Leave nothing of a meter in a forked worker, whoever held the lock."""
    global _lock, _meters
    _lock, _meters = threading.Lock(), ()
    _restore()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def _counting_dumps(original: Any) -> Any:
    def dumps(cls: type, obj: object, *args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        pickled = original.__func__(cls, obj, *args, **options)
        _record("sent", obj, len(pickled), time.perf_counter() - started)
        return pickled

    return classmethod(dumps)


def _counting_loads(original: Any) -> Any:
    function = getattr(original, "__func__", original)  # a static method, or pickle's own

    def loads(pickled: Any, *args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        obj = function(pickled, *args, **options)
        _record("received", obj, len(pickled), time.perf_counter() - started)
        return obj

    return staticmethod(loads)


def _counting_dump(original: Any) -> Any:
    def dump(obj: object, file: Any, *args: Any, **options: Any) -> None:
        started, counted = time.perf_counter(), _Writer(file)
        original(obj, counted, *args, **options)
        _record("sent", obj, counted.bytes, time.perf_counter() - started)

    return dump


class _Writer:
    """A file that counts, for a pipe cannot tell how much went through it."""

    def __init__(self, file: Any) -> None:
        self.file, self.bytes = file, 0

    def write(self, data: Any) -> Any:
        self.bytes += memoryview(data).nbytes
        return self.file.write(data)


def _record(way: str, obj: object, size: int, seconds: float) -> None:
    try:
        kind, root = _classify(obj)
    except Exception:  # a class that has a message's name by chance: never break the pool
        kind, root = "other", None
    if kind == "other" or (kind == "results") != (way == "received"):  # as by a manager
        kind, root = f"other_{way}", None
    with _lock:
        for counted in _meters:
            counted.add(kind, root, size, seconds)


def _classify(obj: Any) -> tuple[str, Any]:
    """Return what kind of message *obj* is, and the root that it carries.

    The shapes are those of multiprocessing/pool.py and concurrent/futures/process.py, the same
    in every supported Python and in the libraries that grew out of them.
    """
    name = type(obj).__name__
    if name == "_CallItem":
        return "tasks", _root(obj.fn, obj.args)
    if name == "_ResultItem":
        return "results", None
    if type(obj) is tuple and list(map(type, obj[:2])) == [int, int]:
        if len(obj) == 5 and callable(obj[2]) and type(obj[4]) is dict:
            return "tasks", _root(obj[2], obj[3])
        if len(obj) == 3 and type(obj[2]) is tuple and len(obj[2]) == 2:
            return "results", None
    if type(obj) is dict and {"authkey", "sys_path"} <= obj.keys():
        return "preparation", None
    if any(base.__name__ == "BaseProcess" for base in type(obj).__mro__):
        is_worker = _named(obj._target, "worker", "_process_worker")
        initializer = obj._args[2] if is_worker else None  # of a pool, of an executor
        return "startup", None if initializer is None else _root(initializer, ())
    return "other", None


def _root(function: Any, args: Any) -> Any:
    """Return whose pickling *function* is, without what a pool wraps around it."""
    if _named(function, "mapstar", "starmapstar"):
        function = args[0][0]
    elif type(function) is functools.partial and _named(function.func, "_process_chunk"):
        function = function.args[0]
    owner = getattr(function, "__self__", None) if isinstance(function, FUNCTIONS) else None
    return function if owner is None or isinstance(owner, types.ModuleType) else owner


def _named(function: object, *names: str) -> bool:
    return isinstance(function, types.FunctionType) and function.__name__ in names
