"""How much a process sends to its workers: messages, bytes, seconds, the heaviest object.

Everything that a pool sends or receives passes the pickler of its library, in the process that
owns the pool. This module replaces the functions of that pickler by functions that count; the
pool itself does not change.
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

# Each pool library has such a module: the standard library, and multiprocess, which pathos uses.
PICKLERS = ("multiprocessing.reduction", "multiprocess.reduction")
# These modules replace a part of the first one. joblib carries a copy of loky.
LOKY = ("loky.backend.reduction", "joblib.externals.loky.backend.reduction")

_lock = threading.Lock()
_meters: tuple[Meter, ...] = ()
_replaced: list[tuple[Any, str, Any]] = []  # owner, attribute, original


@contextmanager
def meter() -> Iterator[Meter]:
    """Count the messages that all pools and executors of this process send and receive.

    It counts ``Pool`` and ``ProcessPoolExecutor``, and pathos, loky and joblib if they were
    imported before the block. The pool may be older than the block. Blocks may be nested or run
    in several threads; each counts everything, because threads of the pools do the pickling.
    Messages between workers are not seen, nor the empty messages that wake up an executor.

    Yields:
        The counts. They are complete for every task whose result has arrived.

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
            _meters = tuple(each for each in _meters if each is not counted)
            if not _meters:
                _restore()


def _replace() -> None:
    """Replace the functions that pickle by functions that count."""
    for name in PICKLERS:
        if module := sys.modules.get(name):
            _put(module.ForkingPickler, "dumps", _counting_dumps)
            _put(module.ForkingPickler, "loads", _counting_loads)
            # the message that starts a worker:
            # https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/popen_spawn_posix.py#L46-L47
            _put(module, "dump", _counting_dump)
    for name in LOKY:
        if module := sys.modules.get(name):
            # Its dumps() calls dump(), so this counts both. Its results are unpickled by
            # Connection.recv(), which PICKLERS have:
            # https://github.com/joblib/loky/blob/3.7.0/loky/backend/reduction.py#L204-L215
            _put(module, "dump", _counting_dump)


def _put(owner: Any, attribute: str, counting: Callable[[Any], Any]) -> None:
    original = vars(owner)[attribute]
    _replaced.append((owner, attribute, original))
    setattr(owner, attribute, counting(original))


def _restore() -> None:
    while _replaced:
        setattr(*_replaced.pop())


def _in_child() -> None:
    """Remove the meter from a forked worker, and renew the lock: another thread may hold it."""
    global _lock, _meters
    _lock, _meters = threading.Lock(), ()
    _restore()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def _counting_dumps(original: Any) -> Any:
    # It is a class method, but a plain function inside `explaining`: __get__ binds both.
    def dumps(cls: type, obj: object, *args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        pickled = original.__get__(None, cls)(obj, *args, **options)
        _record("sent", obj, len(pickled), time.perf_counter() - started)
        return pickled

    return classmethod(dumps)


def _counting_loads(original: Any) -> Any:
    function = getattr(original, "__func__", original)  # a static method, or pickle.loads

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
    """A file that counts its bytes, because a pipe cannot tell them."""

    def __init__(self, file: Any) -> None:
        self.file, self.bytes = file, 0

    def write(self, data: Any) -> Any:
        self.bytes += memoryview(data).nbytes
        return self.file.write(data)


def _record(way: str, obj: object, size: int, seconds: float) -> None:
    try:
        kind, root = _classify(obj)
    except Exception:  # a class that has the name of a message by chance must not break the pool
        kind, root = "other", None
    if kind == "other" or (kind == "results") != (way == "received"):  # such as of a manager
        kind, root = f"other_{way}", None
    with _lock:
        for counted in _meters:
            counted.add(kind, root, size, seconds)


def _classify(obj: Any) -> tuple[str, Any]:
    """Return which kind of message *obj* is, and the root that it carries.

    The shapes are internals, but they are the same in all supported Pythons and in the libraries
    that copied them. Each branch has a link to the line that makes its message.
    """
    name = type(obj).__name__
    # https://github.com/python/cpython/blob/v3.14.8/Lib/concurrent/futures/process.py#L158-L170
    if name == "_CallItem":
        return "tasks", _root(obj.fn, obj.args)
    if name == "_ResultItem":
        return "results", None
    # https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/pool.py#L123-L136
    if type(obj) is tuple and list(map(type, obj[:2])) == [int, int]:
        if len(obj) == 5 and callable(obj[2]) and type(obj[4]) is dict:
            return "tasks", _root(obj[2], obj[3])
        if len(obj) == 3 and type(obj[2]) is tuple and len(obj[2]) == 2:
            return "results", None
    # https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/spawn.py#L160-L184
    if type(obj) is dict and {"authkey", "sys_path"} <= obj.keys():
        return "preparation", None
    if any(base.__name__ == "BaseProcess" for base in type(obj).__mro__):
        is_worker = _named(obj._target, "worker", "_process_worker")
        # the third argument of both workers:
        # https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/pool.py#L97
        # https://github.com/python/cpython/blob/v3.14.8/Lib/concurrent/futures/process.py#L219
        initializer = obj._args[2] if is_worker else None
        return "startup", None if initializer is None else _root(initializer, ())
    return "other", None


def _root(function: Any, args: Any) -> Any:
    """Return the object that is pickled with *function*, without the wrapper of the pool."""
    if _named(function, "mapstar", "starmapstar"):
        function = args[0][0]
    elif type(function) is functools.partial and _named(function.func, "_process_chunk"):
        function = function.args[0]
    owner = getattr(function, "__self__", None) if isinstance(function, FUNCTIONS) else None
    return function if owner is None or isinstance(owner, types.ModuleType) else owner


def _named(function: object, *names: str) -> bool:
    return isinstance(function, types.FunctionType) and function.__name__ in names
