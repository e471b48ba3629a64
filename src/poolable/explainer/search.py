"""The search for every culprit, once it is known that there are some."""

from __future__ import annotations

import copyreg
import operator
import sys
from dataclasses import dataclass
from typing import Any

from poolable.explainer import path, reasons, receiver
from poolable.explainer.crossing import Crossing
from poolable.explainer.graph import Graph, Passed, Refusal
from poolable.explainer.introspect import class_name, error_text, type_name
from poolable.explainer.report import DUMP, FRESH, LOAD, Culprit
from poolable.explainer.unpickling import Broken
from poolable.explainer.walk import Walk, head

ROUNDS = 100  # of asking again, when one reason hides the next


@dataclass
class Finding:
    """A culprit, before its path is known."""

    obj: Any
    stage: str
    kind: str
    """The exception's class."""
    error: str
    step: str = ""
    """Of pickling: "deep", "endless", "hang", "slow"; of loading: "find", "make", "state", "put",
    "hang", "end", "main"."""

    @classmethod
    def of(cls, refusal: Refusal, said: str | None) -> Finding:
        """Return the finding that *refusal* is; what it said takes running code of others."""
        return cls(refusal.obj, DUMP, class_name(refusal.error), said or "", refusal.step)


class Search:
    """The search for every culprit, once it is known that there are some."""

    def __init__(self, crossing: Crossing, loads: bool) -> None:
        self.crossing = crossing
        self.graph = Graph(crossing.root)
        self.findings: dict[int, Finding] = {}
        self.passed: Passed | None = None
        self.endless = False
        broken = crossing.broken
        if crossing.error is not None:
            self.until_it_pickles(crossing.error)
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
            self.findings[id(refusal.obj)] = Finding.of(refusal, self.said(refusal.error))
        if not self.findings:
            # it refused once, and did not when it was asked again
            refusal = Refusal(self.graph.root, first, "")
            self.findings[id(self.graph.root)] = Finding.of(refusal, self.said(first))

    def said(self, error: BaseException) -> str | None:
        """Return what an error says, within the time limit."""
        said, _ = self.crossing.guarded(lambda: error_text(error))
        return said

    def walk_all(self) -> Walk:
        """Ask every object, where the C pickler does not get to."""
        walk = Walk(self.graph)
        self.crossing.guarded(lambda: walk.go(None))
        return walk

    def refuse_deepest(self, error: BaseException) -> None:
        """Refuse the object in which the nesting that stops the pickler begins."""
        line = self.walk_all().last()
        if self.endless:
            endless = RecursionError("it leads to new objects without end")
            self.graph.refuse(head(line), endless, "endless")
        elif isinstance(error, RecursionError):
            self.graph.refuse(head(line), error, "deep")
        else:
            step = "slow" if isinstance(error, TimeoutError) else ""
            self.graph.refuse(self.graph.root, error, step)

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
        """Note what did not arrive; *here* are the places of what does not here either."""
        obj = memo.get(one["place"], self.graph.root)
        if "extension" in one:  # it is known by a number, and not remembered
            obj = _extension(one["extension"])
        stage = LOAD if one["place"] in here else FRESH
        finding = Finding(obj, stage, one["kind"], one["error"], one["step"])
        self.findings.setdefault(id(obj), finding)

    def broken_here(self, found: list[Broken], payload: bytes) -> set[int]:
        """Return the places of those that do not arrive in this process either."""
        crossing = self.crossing
        if not found or not crossing.fresh or crossing.method == "fork":
            return {one["place"] for one in found}
        if any(one["step"] == "main" for one in found):
            return set()
        if not receiver.CAN_FORK:
            return {one["place"] for one in found if one["step"] != "find"}
        again = receiver.in_fork(payload, True, crossing.timeout)
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

    def culprit(self, name: str, walk: Walk, line: list[Any], finding: Finding) -> Culprit:
        """Return what is told of the last object of *line*."""
        steps = walk.steps(line)
        error = f"{finding.kind}: {finding.error}" if finding.error else finding.kind
        told = reasons.tell(line[-1], finding.stage, finding.step, error)
        return Culprit(
            path=path.expression(name, steps),
            steps=steps,
            type=type_name(line[-1]),
            stage=finding.stage,
            reason=told.sentence,
            error=error,
            failure=told.failure,
        )


def _extension(code: int) -> Any:
    """Return what this process has registered under *code* in ``copyreg``."""
    module, name = copyreg._inverted_registry[code]  # type: ignore[attr-defined]
    return operator.attrgetter(name)(sys.modules[module])
