"""`explain` and `check`: whether an object crosses to a worker, and every reason why not."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import sys
from collections.abc import Iterator
from types import FrameType

from poolable.errors import WrongUsage
from poolable.explainer.crossing import Crossing
from poolable.explainer.path import RootName
from poolable.explainer.payload import Payload
from poolable.explainer.report import Culprit, NotPoolable, Report
from poolable.explainer.search import Search

TIMEOUT = 10.0  # seconds, each: to pickle, to load, to walk


def explain(
    obj: object,
    *,
    name: str = "",
    start_method: str | None = None,
    fresh: bool = True,
    timeout: float = TIMEOUT,
) -> Report:
    """Tell whether *obj* can be sent to a worker and arrives usable; if not, every culprit.

    Args:
        obj: any object; usually the task for a pool, a bound method or a partial.
        name: the expression that paths begin with; by default the one in the call.
        start_method: of the pool; by default that of this program.
        fresh: load it in a new interpreter, or under fork in a fork, as a worker does.
            If false, load it in this process: that is faster, but it can miss failures,
            because this process has names that a worker lacks.
        timeout: seconds that pickling may take, and loading again; if *fresh* is false, both
            together.

    Raises:
        WrongUsage: there is no such start method here, or *timeout* is not positive.

    >>> report = explain([1, (n for n in range(3))], name="task")
    >>> report.ok, report.culprits[0].path, report.culprits[0].type
    (False, 'task[1]', 'generator')
    """
    return _explain(
        obj, sys._getframe(1), name=name, start_method=start_method, fresh=fresh, timeout=timeout
    )


def check(obj: object, *, start_method: str | None = None, timeout: float = TIMEOUT) -> None:
    """Do nothing if *obj* crosses to a worker.

    Args:
        obj: any object, as in `explain`.
        start_method: of the pool; by default that of this program.
        timeout: seconds that pickling and loading may take, each.

    Raises:
        NotPoolable: it does not cross; ``report`` has every culprit.
        WrongUsage: there is no such start method here, or *timeout* is not positive.

    >>> check(print)
    """
    report = _explain(
        obj, sys._getframe(1), name="", start_method=start_method, fresh=True, timeout=timeout
    )
    if not report.ok:
        raise NotPoolable(report)


def explain_pickling(obj: object, name: str, timeout: float = TIMEOUT) -> Report:
    """Tell whether *obj* pickles in this process; it is not loaded, and nothing is started."""
    start_method = _known_start_method(None)
    crossing = Crossing(obj, start_method=start_method, fresh=False, timeout=timeout)
    return _report(crossing, RootName(name), also_load=False)


def _explain(
    obj: object,
    caller: FrameType,
    *,
    name: str,
    start_method: str | None,
    fresh: bool,
    timeout: float,
) -> Report:
    if not timeout > 0:
        raise WrongUsage(f"timeout={timeout!r}: it takes a number of seconds above 0.")
    # A worker that imports this very program must not start another interpreter.
    # https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/spawn.py#L138
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        fresh = False
    method = _known_start_method(start_method)
    crossing = Crossing(obj, start_method=method, fresh=fresh, timeout=timeout)
    return _report(crossing, RootName(name, caller), also_load=True)


def _known_start_method(asked: str | None) -> str:
    """Return *asked*, or the start method of this program, without fixing one that is not set."""
    known = multiprocessing.get_all_start_methods()
    method = asked or multiprocessing.get_start_method(allow_none=True) or known[0]
    if method not in known:
        raise WrongUsage(f"start_method={method!r}: choose from {', '.join(known)}.")
    return method


def _report(crossing: Crossing, name: RootName, *, also_load: bool) -> Report:
    """Return the report; a healthy object is pickled once and loaded once."""
    crossing.run(also_load=also_load)
    size, crossing.payload = len(crossing.payload), b""  # let go: it may be large
    culprits: tuple[Culprit, ...] = ()
    if crossing.error is not None or crossing.broken:
        with _no_collecting():
            search = Search(crossing, also_load=also_load)
            culprits = search.culprits(name.text)
        size = size or search.size
    payload = Payload.of(crossing.root, name, size, crossing.timeout)
    return Report(name, culprits, payload, start_method=crossing.start_method, fresh=crossing.fresh)


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Turn the garbage collector off: a search keeps every object that it makes."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
