"""Pickling failures that carry their reasons, wherever a pool, executor or queue fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import reduction
from multiprocessing.process import BaseProcess
from typing import Any

from poolable.explainer.explain import search
from poolable.explainer.report import Report

_entered = 0
_entering = threading.Lock()
_busy = threading.local()
_originals: tuple[Any, Any] | None = None
_MESSAGES = {
    # how the standard library wraps what it was given: class, and where what was given is
    "concurrent.futures.process._CallItem": ("fn", "args", "kwargs"),
    "concurrent.futures.process._ResultItem": ("result", "exception"),
}


@contextmanager
def explaining() -> Iterator[None]:
    """Let every pickling failure inside carry its report, as notes of the exception.

    Tasks of a Pool and of an executor, what is put into a Queue, and what a process is
    started with. Outside of the block nothing is patched, and nothing is slower.

    In the paths of ``Pool.map`` and its kin, ``iterable[1]`` is the second argument, and
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
    global _entered, _originals
    with _entering:
        if not _entered:
            _originals = reduction.ForkingPickler.__dict__["dumps"], reduction.dump
            dumps, dump = reduction.ForkingPickler.dumps, reduction.dump
            reduction.ForkingPickler.dumps = _noted(dumps)  # type: ignore[method-assign]
            reduction.dump = _noted(dump)
        _entered += 1


def _leave() -> None:
    global _entered, _originals
    with _entering:
        _entered -= 1
        if not _entered and _originals is not None:
            reduction.ForkingPickler.dumps, reduction.dump = _originals  # type: ignore
            _originals = None


def _noted(pickle: Callable[..., Any]) -> Any:
    def noted(obj: object, *arguments: Any, **options: Any) -> Any:
        try:
            return pickle(obj, *arguments, **options)
        except Exception as error:
            with suppress(Exception):
                _note(error, obj)
            raise

    return noted


def _note(error: Exception, obj: object) -> None:
    """Add a note for each part of a message that does not cross."""
    if getattr(_busy, "is_explaining", False):
        return
    _busy.is_explaining = True
    try:
        for name, part in _parts(obj):
            report: Report = search(part, name)
            if not report.ok:
                error.add_note(str(report))
    finally:
        _busy.is_explaining = False


def _parts(message: Any) -> list[tuple[str, Any]]:
    """Return what somebody gave to a pool, with the name that it has there."""
    names = _MESSAGES.get(f"{type(message).__module__}.{type(message).__qualname__}")
    if isinstance(message, BaseProcess):
        names = ("_target", "_args", "_kwargs")
    if names:
        return [(name.lstrip("_"), getattr(message, name, None)) for name in names]
    if type(message) is tuple and len(message) == 5 and callable(message[2]):
        # of a Pool: job, number, function, arguments, keyword arguments
        _, number, function, args, kwargs = message
        if getattr(function, "__module__", "") == "multiprocessing.pool" and len(args) == 1:
            inner = args[0]  # of map: the function and its chunk
            if type(inner) is tuple and len(inner) == 2:
                # where a later chunk begins is not told: the last one may be shorter
                chunk = f"chunks[{number}]" if number else "iterable"
                return [("func", inner[0]), (chunk, inner[1])]
        return [("func", function), ("args", args), ("kwds", kwargs)]
    return [("obj", message)]
