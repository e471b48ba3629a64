"""A walk through what an object holds, for the shortest way to each culprit."""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from typing import Any

from poolable.explainer.graph import Graph
from poolable.explainer.introspect import LEAVES
from poolable.explainer.path import Steps

MOST_ASKED = 200_000  # objects that reduce themselves; more, and they are made without end


class Walk:
    """A walk through a graph, breadth first; so the way back is the shortest."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes = [graph.root]
        self.parents = array("q", [-1])
        self.places: dict[int, int] = {}
        """Where in ``nodes`` the wanted ones are, by id."""
        self.whole = False
        """Whether it came to the end."""
        self.endless = False

    def go(self, wanted: set[int] | None) -> None:  # noqa: C901 - one loop, for speed
        """Walk until all *wanted* are met, or everything if None."""
        nodes, seen = self.nodes, {id(self.graph.root)}
        append, parent_of, add = nodes.append, self.parents.append, seen.add
        children, leaves = self.graph.children, LEAVES
        asked = self.graph.reduced
        most = len(asked) + MOST_ASKED
        missing = set(wanted or ())
        self._note(missing, id(self.graph.root), 0)
        for at, node in enumerate(nodes):
            if wanted is not None and not missing:
                return
            if wanted is None:
                if id(node) in self.graph.refused:
                    continue  # it is cut out: what is deep behind it does not matter
                if len(asked) > most:
                    self.endless = True
                    return
                self.graph.look_at(node)
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
            if id(kind) not in seen and self.graph.is_plain(kind):  # with the first of its kind
                add(id(kind))
                append(kind)
                parent_of(at)
                if id(kind) in missing:
                    self._note(missing, id(kind), len(nodes) - 1)
        self.whole = True

    def _note(self, missing: set[int], key: int, place: int) -> None:
        if key in missing:
            missing.discard(key)
            self.places[key] = place

    def last(self) -> list[Any]:
        """Return the line to the last object met; its node alone may be there already."""
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
        return tuple(itertools.chain.from_iterable(self.each(line)))

    def each(self, line: list[Any]) -> list[Steps]:
        """Return the steps from each object of *line* to the next."""
        return [self._step(*pair) for pair in itertools.pairwise(line)]

    def _step(self, parent: Any, child: Any) -> Steps:
        parts = self.graph.parts(parent)
        return next(steps for steps, part in parts if part is child)


def head(line: list[Any]) -> Any:
    """Return where in a deep *line* the deep structure begins: its first repeated type."""
    kinds = Counter(id(type(obj)) for obj in line)
    often = max(kinds.values()) / 2
    return next(obj for obj in line if kinds[id(type(obj))] >= often)
