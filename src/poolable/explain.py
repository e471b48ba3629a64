"""Why an object will not cross to a worker, or arrives broken: every reason at once."""

from __future__ import annotations

import contextlib
import functools
import gc
import multiprocessing
import operator
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, TypeVar

from poolable import arrival, graph, path, reasons, rebuild
from poolable.errors import WrongUsage
from poolable.graph import Graph, Passed, Refusal, Walk
from poolable.limit import TookTooLong, limited
from poolable.rebuild import NOBODY, Broken, class_name, text_of
from poolable.report import DUMP, FRESH, LOAD, Culprit, NotPoolable, Report, Steps

TIMEOUT = 10.0  # seconds, each: to pickle, to load, to walk
ROUNDS = 100  # of asking again, when one reason hides the next
HEAVY = 10  # a part is heavy from a tenth of the payload on
DEEP = 6  # steps that a heavy part is followed
T = TypeVar("T")


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
        timeout: seconds that pickling and loading may take, each.

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


def search(obj: object, name: str, timeout: float = TIMEOUT) -> Report:
    """Return what is known of *obj* without starting anything: whether it pickles here."""
    crossing = _Crossing(obj, _start_method(None), False, timeout)
    return crossing.report(lambda: name, loads=False)


def _explain(
    obj: object, caller: FrameType, name: str, method: str | None, fresh: bool, timeout: float
) -> Report:
    if not timeout > 0:
        raise WrongUsage(f"timeout={timeout!r}: it takes a number of seconds above 0.")
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        fresh = False  # a worker that imports this very program must not start another
    called = functools.partial(path.argument, caller.f_code, caller.f_lasti)
    named = (lambda: name) if name else called
    return _Crossing(obj, _start_method(method), fresh, timeout).report(named)


def _start_method(asked: str | None) -> str:
    known = multiprocessing.get_all_start_methods()
    method = asked or multiprocessing.get_start_method(allow_none=True) or known[0]
    if method not in known:
        raise WrongUsage(f"start_method={method!r}: here there are {', '.join(known)}.")
    return method


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


@dataclass
class _Finding:
    """A culprit, before its path is known."""

    obj: Any
    stage: str
    kind: str
    """The exception's class."""
    error: str
    step: str = ""
    """Of pickling: "deep", "endless", "hang"; of loading: "find", "make", "state", "put",
    "hang", "end", "main"."""

    @classmethod
    def of(cls, refusal: Refusal, said: str | None) -> _Finding:
        """Return the finding that *refusal* is; what it said takes running code of others."""
        return cls(refusal.obj, DUMP, class_name(refusal.error), said or "", refusal.step)


class _Crossing:
    """One object on its way to a worker."""

    def __init__(self, root: object, method: str, fresh: bool, timeout: float) -> None:
        self.root = root
        self.method = method
        self.fresh = fresh
        self.timeout = timeout
        self.apart = fresh
        """Whether to load in another process; always, once there are culprits: what an
        object without its parts does as it goes is nobody's wish."""

    def report(self, name: Callable[[], str], loads: bool = True) -> Report:
        """Return what is found; for a healthy object after one pickling and one loading."""
        payload, error = self.guarded(lambda: graph.dump(self.root))
        size, broken = 0, []
        culprits: tuple[Culprit, ...] = ()
        if payload is not None:
            size = len(payload)
            broken = self.arrive(payload, every=False) if loads else []
            payload = None
        if error is not None or broken:
            name = functools.partial(str, name())
            self.apart = self.fresh or arrival.CAN_FORK
            with _no_collecting():
                search = _Search(self, error, broken, loads)
                culprits = search.culprits(name())
            size = size or search.size
        parts = functools.partial(_heaviest, self.root, name, size, self.timeout)
        return Report(name, culprits, size, self.method, self.fresh, parts)

    def guarded(self, work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
        """Return what *work* returns, or what it raises, within the time limit."""
        limit = None
        try:
            with limited(self.timeout) as limit:
                return next(_apart(work))
        except TookTooLong:
            return None, TimeoutError(f"it had not ended after {self.timeout:g} s")
        except BaseException as error:
            if limit is not None and limit.interrupted:
                raise
            return None, error

    def arrive(self, payload: bytes, every: bool) -> list[Broken]:
        """Return what of *payload* does not arrive."""
        if self.fresh and self.method != "fork":
            return arrival.in_new_interpreter(payload, self.method, every, self.timeout)
        if self.apart:
            return arrival.in_fork(payload, every, self.timeout)
        load = rebuild.load_all if every else rebuild.load
        broken, error = self.guarded(lambda: load(payload, []))
        return (broken or []) if error is None else [rebuild.broken_at(NOBODY, "hang", error)]


def _apart(work: Callable[[], T]) -> Iterator[tuple[T | None, BaseException | None]]:
    """Yield what *work* returns.

    A generator keeps the exceptions that it handles to itself: what was interrupted in the
    middle of handling one does not leave it behind as the context of all that follow.
    """
    try:
        yield work(), None
    except StopIteration as error:  # a generator may not raise it
        yield None, error


class _Search:
    """The search for every culprit, once it is known that there are some."""

    def __init__(
        self,
        crossing: _Crossing,
        error: BaseException | None,
        broken: list[Broken],
        loads: bool,
    ) -> None:
        self.crossing = crossing
        self.graph = Graph(crossing.root)
        self.findings: dict[int, _Finding] = {}
        self.passed: Passed | None = None
        self.endless = False
        if error is not None:
            self.until_it_pickles(error)
            if loads and self.passed is not None:
                broken = crossing.arrive(self.passed.payload, every=False)
        if broken:
            self.until_it_loads(broken)

    @property
    def size(self) -> int:
        """Return the bytes of what is left without the culprits."""
        return 0 if self.passed is None else len(self.passed.payload)

    # -- what does not pickle -----------------------------------------------------

    def pickles(self) -> BaseException | None:
        """Let the pickler pass with stand-ins for what is known; return what stops it."""
        self.passed, error = self.crossing.guarded(self.graph.dump)
        return error

    def until_it_pickles(self, first: BaseException) -> None:
        """Find all that does not pickle; the last pass shows that the rest does."""
        known, walked = 0, False
        error = self.pickles()
        for _ in range(ROUNDS):
            if error is None:
                break
            if len(self.graph.refused) == known and not walked:
                walked = True
                self.endless = self.walk_all().endless
            if len(self.graph.refused) == known:
                self.refuse_deepest(error)
            known = len(self.graph.refused)
            error = self.pickles()
        for refusal in self.graph.refused.values():
            self.findings[id(refusal.obj)] = _Finding.of(refusal, self.said(refusal.error))
        if not self.findings:
            # it refused once, and did not when it was asked again
            refusal = Refusal(self.graph.root, first, "")
            self.findings[id(self.graph.root)] = _Finding.of(refusal, self.said(first))

    def said(self, error: BaseException) -> str | None:
        """Return what an error says, within the time limit."""
        said, _ = self.crossing.guarded(lambda: text_of(error))
        return said

    def walk_all(self) -> Walk:
        """Ask every object, where the C pickler does not get to."""
        walk = Walk(self.graph)
        self.crossing.guarded(lambda: walk.go(None))
        return walk

    def refuse_deepest(self, error: BaseException) -> None:
        """Refuse the object in which the nesting that stops the pickler begins."""
        walk = self.walk_all()
        line = walk.line(len(walk.nodes) - 1)
        if self.endless:
            endless = RecursionError("it leads to new objects without end")
            self.graph.refuse(graph.head(line), endless, "endless")
        elif isinstance(error, RecursionError):
            self.graph.refuse(graph.head(line), error, "deep")
        else:
            self.graph.refuse(self.graph.root, error)

    # -- what does not load -------------------------------------------------------

    def until_it_loads(self, broken: list[Broken]) -> None:
        """Find all that does not arrive; what ends or hangs the worker is cut out in turn."""
        crossing = self.crossing
        for _ in range(ROUNDS):
            # pickled anew: what was loaded once, a socket, say, may not load again
            if self.pickles() is not None or self.passed is None:
                break
            memo = self.passed.memo
            found = crossing.arrive(self.passed.payload, every=True)
            here = self.broken_here(found, self.passed.payload)
            for one in found:
                self.note(one, here, memo)
            stopped = [one for one in found if one["step"] in ("hang", "end")]
            culprit = memo.get(stopped[0]["place"]) if stopped else None
            if culprit is None or id(culprit) in self.graph.cut:
                break
            self.graph.cut.add(id(culprit))
        if not self.findings:  # it loads, if each part does that the first time failed
            self.note(broken[0], set(), {})

    def note(self, one: Broken, here: set[int], memo: dict[int, Any]) -> None:
        obj = memo.get(one["place"], self.graph.root)
        if "extension" in one:  # it is known by a number, and not remembered
            obj = graph.extension(one["extension"])
        stage = LOAD if one["place"] in here else FRESH
        finding = _Finding(obj, stage, one["kind"], one["error"], one["step"])
        self.findings.setdefault(id(obj), finding)

    def broken_here(self, found: list[Broken], payload: bytes) -> set[int]:
        """Return the places of those that do not arrive in this process either."""
        crossing = self.crossing
        if not found or not crossing.fresh or crossing.method == "fork":
            return {one["place"] for one in found}
        if any(one["step"] == "main" for one in found):
            return set()
        if not arrival.CAN_FORK:
            return {one["place"] for one in found if one["step"] != "find"}
        again = arrival.in_fork(payload, True, crossing.timeout)
        return {one["place"] for one in again if "extension" not in one}

    # -- where they are -----------------------------------------------------------

    def culprits(self, name: str) -> tuple[Culprit, ...]:
        """Return the culprits, the shortest path first."""
        walk = Walk(self.graph)
        self.crossing.guarded(lambda: walk.go(set(self.findings)))
        found: dict[int, Culprit] = {}
        for key, finding in self.findings.items():
            line = walk.line(walk.places.get(key, 0))
            line = line[: reasons.owner(line, walk.each(line)) + 1]
            obj = line[-1]
            if id(obj) not in found:
                found[id(obj)] = self.culprit(name, walk, line, finding)
        return tuple(sorted(found.values(), key=lambda culprit: len(culprit.steps)))

    def culprit(self, name: str, walk: Walk, line: list[Any], finding: _Finding) -> Culprit:
        steps = walk.steps(line)
        error = f"{finding.kind}: {finding.error}" if finding.error else finding.kind
        told = reasons.tell(line[-1], finding.stage, finding.step, error)
        return Culprit(
            path=path.expression(name, steps),
            steps=steps,
            type=reasons.type_name(line[-1]),
            stage=finding.stage,
            reason=told.sentence,
            error=error,
            failure=told.failure,
        )


def _weight(part: object) -> int:
    """Return the bytes that *part* takes by itself; 0 if it does not pickle."""
    try:
        return len(graph.dump(part))
    except Exception:
        return 0


def _heaviest(
    root: object, name: Callable[[], str], size: int, timeout: float
) -> tuple[tuple[str, int], ...]:
    """Return the parts that make up most of the payload: path and bytes."""
    whole = Graph(root)
    found: dict[str, int] = {}

    def weigh() -> None:
        todo: list[tuple[Steps, Any]] = [((), root)]
        while todo:
            steps, obj = todo.pop()
            for more, part in whole.parts(obj):
                weight = _weight(part)
                if weight * HEAVY >= size and len(steps + more) <= DEEP:
                    found[path.expression(name(), steps + more)] = weight
                    todo.append((steps + more, part))

    _Crossing(root, "", False, timeout).guarded(weigh)
    return tuple(sorted(found.items(), key=operator.itemgetter(1), reverse=True))
