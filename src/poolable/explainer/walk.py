"""A walk through the objects in a root; it finds the shortest path to each culprit."""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from typing import Any

from poolable.explainer.graph import Graph
from poolable.explainer.introspect import LEAVES
from poolable.explainer.path import Steps

MAX_REDUCED = 200_000  # reducers to call; if there are more, they seem to make objects without end


class Walk:
    """A walk through a graph, breadth first, so that it finds the shortest path."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes = [graph.root]
        self.parents = array("q", [-1])
        """The place of the parent of each node in ``nodes``."""
        self.places: dict[int, int] = {}
        """The place of each wanted object in ``nodes``, by id."""
        self.endless = False
        """Whether there seem to be objects without end."""

    def go(self, wanted: set[int] | None = None) -> None:  # noqa: C901 - one fast loop
        """Walk until all *wanted* ids are met, or through everything if None."""
        nodes, seen = self.nodes, {id(self.graph.root)}
        append, parent_of, add = nodes.append, self.parents.append, seen.add
        children, leaves = self.graph.children, LEAVES
        reduced = self.graph.reduced
        most = len(reduced) + MAX_REDUCED
        missing = set(wanted or ())
        self._note(missing, id(self.graph.root), 0)
        for at, node in enumerate(nodes):
            if wanted is not None and not missing:
                return
            if wanted is None:
                if id(node) in self.graph.refused:
                    continue  # it is replaced: its depth does not matter
                if len(reduced) > most:
                    self.endless = True
                    return
                self.graph.note_own_reducer(node)
            for child in children(node):
                if id(type(child)) in leaves:
                    continue
                key = id(child)
                if key in seen:
                    continue
                add(key)
                append(child)
                parent_of(at)
                if key in missing:
                    self._note(missing, key, len(nodes) - 1)
            kind = type(node)
            if id(kind) not in seen and self.graph.is_plain(kind):  # a plain class is a part, too
                add(id(kind))
                append(kind)
                parent_of(at)
                if id(kind) in missing:
                    self._note(missing, id(kind), len(nodes) - 1)

    def _note(self, missing: set[int], key: int, place: int) -> None:
        if key in missing:
            missing.discard(key)
            self.places[key] = place

    def line_to_last(self) -> list[Any]:
        """Return the objects from the root to the last node that has a parent.

        An interrupted walk may have added one more node, and not its parent.
        """
        return self.line(len(self.parents) - 1)

    def line(self, place: int) -> list[Any]:
        """Return the objects from the root to the one at *place*."""
        line = []
        while place >= 0:
            line.append(self.nodes[place])
            place = self.parents[place]
        return line[::-1]

    def steps(self, line: list[Any]) -> Steps:
        """Return the steps that lead along *line*."""
        return tuple(itertools.chain.from_iterable(self.steps_between(line)))

    def steps_between(self, line: list[Any]) -> list[Steps]:
        """Return the steps from each object of *line* to the next."""
        return [self._steps_to(child, parent) for parent, child in itertools.pairwise(line)]

    def _steps_to(self, child: Any, parent: Any) -> Steps:
        return next(steps for steps, part in self.graph.parts(parent) if part is child)


def start_of_nesting(line: list[Any]) -> Any:
    """Return the object in which a deep structure begins: the first of a type that is frequent.

    >>> start_of_nesting(["root", [1], [2], [3]])
    [1]
    """
    kinds = Counter(id(type(obj)) for obj in line)
    frequent = max(kinds.values()) / 2
    return next(obj for obj in line if kinds[id(type(obj))] >= frequent)
