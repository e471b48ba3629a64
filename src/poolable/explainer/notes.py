"""`explaining`: pickling errors of pools, executors and queues get a report as a note."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import reduction
from multiprocessing.process import BaseProcess
from typing import Any

from poolable.explainer.explain import explain_pickling

_depth = 0
"""How many ``with explaining()`` blocks are open, in all threads."""
_lock = threading.Lock()
_state = threading.local()
_originals: tuple[Any, Any] | None = None
# The messages of an executor, and the attributes that hold what its user has passed:
# https://github.com/python/cpython/blob/v3.13.0/Lib/concurrent/futures/process.py#L153-L166
_EXECUTOR_MESSAGES = {
    "concurrent.futures.process._CallItem": ("fn", "args", "kwargs"),
    "concurrent.futures.process._ResultItem": ("result", "exception"),
}


@contextmanager
def explaining() -> Iterator[None]:
    """Add its report to every pickling error inside, as a note of the exception.

    This works for tasks of a Pool and of an executor, items that are put into a Queue, and
    arguments of a new process. Outside of the block nothing is patched, and nothing is slower.

    In the paths of ``Pool.map`` and its relatives, ``iterable[1]`` is the second argument, and
    ``chunks[2][1]`` the second of the third chunk.

    >>> with explaining():
    ...     try:
    ...         reduction.ForkingPickler.dumps([(n for n in range(3))])
    ...     except TypeError as error:
    ...         print(error.__notes__[-1].splitlines()[0])
    obj does not cross to a worker: 1 culprit.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    # Pools and queues call ForkingPickler.dumps, processes under spawn call reduction.dump:
    # https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/reduction.py#L48-L60
    global _depth, _originals
    with _lock:
        if not _depth:
            _originals = reduction.ForkingPickler.__dict__["dumps"], reduction.dump
            dumps, dump = reduction.ForkingPickler.dumps, reduction.dump
            reduction.ForkingPickler.dumps = _with_notes(dumps)  # type: ignore[method-assign] # patch
            reduction.dump = _with_notes(dump)
        _depth += 1


def _leave() -> None:
    global _depth, _originals
    with _lock:
        _depth -= 1
        if not _depth and _originals is not None:
            dumps, reduction.dump = _originals
            reduction.ForkingPickler.dumps = dumps  # type: ignore[method-assign] # patch
            _originals = None


def _with_notes(pickle: Callable[..., Any]) -> Any:
    """Return *pickle* such that its errors carry a report."""

    def noted(obj: object, *arguments: Any, **options: Any) -> Any:
        try:
            return pickle(obj, *arguments, **options)
        except Exception as error:
            with suppress(Exception):
                _add_notes(error, obj)
            raise

    return noted


def _add_notes(error: Exception, message: object) -> None:
    """Add a note for each part of a message that does not pickle."""
    if getattr(_state, "is_explaining", False):
        return  # an object that is being explained calls the patched pickler itself
    _state.is_explaining = True
    try:
        for name, part in _message_parts(message):
            report = explain_pickling(part, name)
            if not report.ok:
                error.add_note(str(report))
    finally:
        _state.is_explaining = False


def _message_parts(message: Any) -> list[tuple[str, Any]]:
    """Return the objects that a user has passed to a pool, each with the name of its parameter."""
    names = _EXECUTOR_MESSAGES.get(f"{type(message).__module__}.{type(message).__qualname__}")
    if isinstance(message, BaseProcess):
        names = ("_target", "_args", "_kwargs")
    if names:
        return [(name.lstrip("_"), getattr(message, name, None)) for name in names]
    if type(message) is tuple and len(message) == 5 and callable(message[2]):
        return _pool_task_parts(message)
    return [("obj", message)]


def _pool_task_parts(task: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Return the parts of a task of a Pool: job, number, function, arguments, keywords.

    https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/pool.py#L460
    """
    _, number, function, args, kwargs = task
    if getattr(function, "__module__", "") == "multiprocessing.pool" and len(args) == 1:
        inner = args[0]  # of map: the function and its chunk
        if type(inner) is tuple and len(inner) == 2:
            # The task does not say where in the iterable its chunk begins, except the first.
            chunk = f"chunks[{number}]" if number else "iterable"
            return [("func", inner[0]), (chunk, inner[1])]
    return [("func", function), ("args", args), ("kwds", kwargs)]
