"""The culprits that a search has found, before and after their paths are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from poolable.explainer import path, reasons
from poolable.explainer.fault import Fault, Stage
from poolable.explainer.graph import Graph
from poolable.explainer.introspect import type_name
from poolable.explainer.report import Culprit
from poolable.explainer.time_limit import call_within
from poolable.explainer.walk import Walk


@dataclass
class Finding:
    """A culprit whose path is not known yet."""

    obj: Any
    stage: Stage
    kind: str
    """The class of the exception."""
    error: str
    """The text of the exception."""
    fault: Fault | None


def located(
    findings: dict[int, Finding], graph: Graph, name: str, timeout: float
) -> tuple[Culprit, ...]:
    """Return the culprits with their paths, the shortest first.

    Args:
        findings: by the id of the object.
        graph: the graph in which the objects are.
        name: the expression that paths begin with.
        timeout: seconds; an object that was not met by then gets the path of the root.

    """
    walk = Walk(graph)
    call_within(timeout, lambda: walk.go(set(findings)))
    found: dict[int, Culprit] = {}
    for key, finding in findings.items():
        line = walk.line(walk.places.get(key, 0))
        line = line[: reasons.owner_index(line, walk.steps_between(line)) + 1]
        if id(line[-1]) not in found:
            found[id(line[-1])] = _culprit(finding, walk, line, name)
    return tuple(sorted(found.values(), key=lambda culprit: len(culprit.steps)))


def _culprit(finding: Finding, walk: Walk, line: list[Any], name: str) -> Culprit:
    """Describe the last object of *line*."""
    steps = walk.steps(line)
    error = f"{finding.kind}: {finding.error}" if finding.error else finding.kind
    reason = reasons.reason_for(line[-1], finding.stage, finding.fault, error)
    return Culprit(
        path=path.expression(name, steps),
        steps=steps,
        type=type_name(line[-1]),
        stage=finding.stage.value,
        reason=reason.sentence,
        error=error,
        failure=reason.failure,
    )
