"""Why an object will not cross to a worker, or arrives broken: every reason at once."""

from __future__ import annotations

import contextlib
import functools
import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from types import FrameType

from poolable.errors import WrongUsage
from poolable.explainer import path
from poolable.explainer.crossing import Crossing
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
        obj: any object; usually what a pool is to call, a bound method or a partial.
        name: what paths begin with; by default the expression in the call.
        start_method: of the pool that it is for; by default that of this program.
        fresh: load it in a new interpreter (a fork, for fork) as a worker does;
            else in this process, which takes less time and knows more than a worker.
        timeout: seconds that pickling and loading may take, each; in this process, both.

    Raises:
        WrongUsage: there is no such start method here, or *timeout* is not positive.

    >>> report = explain([1, (n for n in range(3))], name="task")
    >>> report.ok, report.culprits[0].path, report.culprits[0].type
    (False, 'task[1]', 'generator')
    """
    return _explain(obj, sys._getframe(1), name, start_method, fresh, timeout)


def check(obj: object, *, start_method: str | None = None, timeout: float = TIMEOUT) -> None:
    """Do nothing if *obj* crosses to a worker.

    Raises:
        NotPoolable: it does not; ``report`` has every culprit.
        WrongUsage: as `explain`.

    >>> check(print)
    """
    report = _explain(obj, sys._getframe(1), "", start_method, True, timeout)
    if not report.ok:
        raise NotPoolable(report)


def explain_pickling(obj: object, name: str, timeout: float = TIMEOUT) -> Report:
    """Return what is known of *obj* without starting anything: whether it pickles here."""
    crossing = Crossing(obj, _start_method(None), False, timeout)
    return _report(crossing, lambda: name, loads=False)


def _explain(
    obj: object, caller: FrameType, name: str, method: str | None, fresh: bool, timeout: float
) -> Report:
    if not timeout > 0:
        raise WrongUsage(f"timeout={timeout!r}: it takes a number of seconds above 0.")
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        fresh = False  # a worker that imports this very program must not start another
    code, instruction = caller.f_code, caller.f_lasti
    # Read from the source only if somebody asks for it: most objects cross.
    named = functools.cache(lambda: name or path.first_argument_text(code, instruction))
    return _report(Crossing(obj, _start_method(method), fresh, timeout), named)


def _start_method(asked: str | None) -> str:
    known = multiprocessing.get_all_start_methods()
    method = asked or multiprocessing.get_start_method(allow_none=True) or known[0]
    if method not in known:
        raise WrongUsage(f"start_method={method!r}: here there are {', '.join(known)}.")
    return method


def _report(crossing: Crossing, name: Callable[[], str], loads: bool = True) -> Report:
    """Return what is found; for a healthy object after one pickling and one loading."""
    crossing.go(loads)
    size, crossing.payload = len(crossing.payload), b""  # it may be large
    culprits: tuple[Culprit, ...] = ()
    if crossing.error is not None or crossing.broken:
        with _no_collecting():
            search = Search(crossing, loads)
            culprits = search.culprits(name())
        size = size or search.size
    payload = Payload.of(crossing.root, name, size, crossing.timeout)
    return Report(name, culprits, payload, crossing.method, crossing.fresh)


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector away from a search, which keeps all that it makes."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
