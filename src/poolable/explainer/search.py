"""The search for every culprit, once it is known that there are some."""

from __future__ import annotations

import copyreg
import operator
import sys
from typing import Any

from poolable.explainer import introspect, receiver
from poolable.explainer.crossing import Crossing
from poolable.explainer.fault import Broken, Fault, Stage
from poolable.explainer.findings import Finding, located
from poolable.explainer.graph import Graph, Refusal
from poolable.explainer.introspect import class_name
from poolable.explainer.pickled_root import PickledRoot, pickle_with_stand_ins
from poolable.explainer.report import Culprit
from poolable.explainer.time_limit import call_within
from poolable.explainer.walk import Walk, start_of_nesting

MAX_ROUNDS = 100  # one culprit may hide the next, so the search asks again


class Search:
    """The search for every culprit of a crossing that has failed.

    Args:
        crossing: it has been run, and has an error or broken objects.
        also_load: search for what cannot be rebuilt, too.

    """

    def __init__(self, crossing: Crossing, *, also_load: bool) -> None:
        self.crossing = crossing
        self.graph = Graph(crossing.root)
        self.findings: dict[int, Finding] = {}
        """By the id of the object."""
        self.pickled: PickledRoot | None = None
        """The root without its culprits, from the last pass that finished."""
        self.endless = False
        broken = crossing.broken
        if crossing.error is not None:
            self.find_unpicklable(crossing.error)
            if also_load and self.pickled is not None:
                broken = crossing.load_elsewhere(self.pickled.payload, find_all=False)
        if broken:
            self.find_unloadable(broken)

    @property
    def size(self) -> int:
        """Return the bytes of the payload without the culprits."""
        return 0 if self.pickled is None else len(self.pickled.payload)

    def culprits(self, name: str) -> tuple[Culprit, ...]:
        """Return the culprits, the shortest path first; paths begin with *name*."""
        return located(self.findings, self.graph, name, self.crossing.timeout)

    def try_pickling(self) -> BaseException | None:
        """Pickle with stand-ins for the known culprits; return the error that remains."""
        self.pickled, error = call_within(
            self.crossing.timeout, lambda: pickle_with_stand_ins(self.graph)
        )
        return error

    def find_unpicklable(self, first: BaseException) -> None:
        """Find everything that does not pickle; the last pass shows that the rest does."""
        known, walked = 0, False
        error = self.try_pickling()
        for _ in range(MAX_ROUNDS):
            if error is None:
                break
            if len(self.graph.refused) == known and not walked:
                walked = True
                self.endless = self.reduce_all().endless
            if len(self.graph.refused) == known:
                self.refuse_start_of_nesting(error)
            known = len(self.graph.refused)
            error = self.try_pickling()
        for refusal in self.graph.refused.values():
            self.add_refusal(refusal)
        if not self.findings:  # it refused the first time, and not when it was asked again
            self.add_refusal(Refusal(self.graph.root, first, None))

    def reduce_all(self) -> Walk:
        """Call every reducer, also where the C pickler does not get to."""
        walk = Walk(self.graph)
        call_within(self.crossing.timeout, walk.go)
        return walk

    def refuse_start_of_nesting(self, error: BaseException) -> None:
        """Refuse the object in which the nesting that stops the pickler begins."""
        line = self.reduce_all().line_to_last()
        if self.endless:
            endless = RecursionError("it leads to new objects without end")
            self.graph.refuse(start_of_nesting(line), endless, Fault.ENDLESS)
        elif isinstance(error, RecursionError):
            self.graph.refuse(start_of_nesting(line), error, Fault.DEEP)
        else:
            slow = isinstance(error, TimeoutError)
            self.graph.refuse(self.graph.root, error, Fault.SLOW if slow else None)

    def add_refusal(self, refusal: Refusal) -> None:
        """Add an object that does not pickle."""
        self.findings[id(refusal.obj)] = Finding(
            obj=refusal.obj,
            stage=Stage.DUMP,
            kind=class_name(refusal.error),
            error=self.error_text(refusal.error),
            fault=refusal.fault,
        )

    def error_text(self, error: BaseException) -> str:
        """Return the text of an error, whose own code runs within the time limit."""
        text, _ = call_within(self.crossing.timeout, lambda: introspect.error_text(error))
        return text or ""

    def find_unloadable(self, first: list[Broken]) -> None:
        """Find everything that cannot be rebuilt.

        An object that ends or hangs the process hides the next one: it is removed, and the
        rest is loaded again.
        """
        for _ in range(MAX_ROUNDS):
            # Pickled anew each time: a socket, for example, may load only once.
            if self.try_pickling() is not None or self.pickled is None:
                break
            memo = self.pickled.memo
            found = self.crossing.load_elsewhere(self.pickled.payload, find_all=True)
            broken_here = self.places_broken_here(found, self.pickled.payload)
            for each in found:
                self.add_broken(each, broken_here, memo)
            stopped = [each for each in found if each.fault in (Fault.HANG, Fault.END)]
            culprit = memo.get(stopped[0].place) if stopped else None
            if culprit is None or id(culprit) in self.graph.removed:
                break
            self.graph.removed.add(id(culprit))
        if not self.findings:  # every part loads this time: blame the root with the first error
            self.add_broken(first[0], set(), {})

    def add_broken(self, broken: Broken, broken_here: set[int], memo: dict[int, Any]) -> None:
        """Add an object that cannot be rebuilt.

        Args:
            broken: the object, as the unpickler describes it.
            broken_here: the places of the objects that cannot be rebuilt in this process either.
            memo: the objects by their place.

        """
        obj = memo.get(broken.place, self.graph.root)
        if broken.extension is not None:
            obj = _extension(broken.extension)
        stage = Stage.LOAD if broken.place in broken_here else Stage.FRESH
        finding = Finding(obj, stage, broken.kind, broken.error, broken.fault)
        self.findings.setdefault(id(obj), finding)

    def places_broken_here(self, found: list[Broken], payload: bytes) -> set[int]:
        """Return the places of the objects that cannot be rebuilt in this process either."""
        crossing = self.crossing
        if not found or not crossing.fresh or crossing.start_method == "fork":
            return {each.place for each in found}
        if any(each.fault is Fault.MAIN for each in found):
            return set()
        if not receiver.CAN_FORK:
            return {each.place for each in found if each.fault is not Fault.FIND}
        again = receiver.load_in_fork(payload, find_all=True, timeout=crossing.timeout)
        return {each.place for each in again if each.extension is None}


def _extension(code: int) -> Any:
    """Return the class that this process has registered under *code* in ``copyreg``.

    https://github.com/python/cpython/blob/v3.13.0/Lib/copyreg.py#L168
    """
    module, name = copyreg._inverted_registry[code]  # type: ignore[attr-defined] # private
    return operator.attrgetter(name)(sys.modules[module])
