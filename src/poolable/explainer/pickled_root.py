"""One pass of the C pickler over a graph, with stand-ins for the objects that it refuses."""

from __future__ import annotations

import _pickle
import functools
from typing import Any

from poolable.explainer.graph import Graph
from poolable.explainer.introspect import CONTAINERS
from poolable.explainer.pickling import InterruptibleFile
from poolable.explainer.reduction import PROTOCOL


class PickledRoot:
    """The payload of a root, and which object lies at which place of it."""

    def __init__(self, payload: bytes, pickler: _pickle.Pickler) -> None:
        self.payload = payload
        self._pickler = pickler

    @functools.cached_property
    def memo(self) -> dict[int, Any]:
        """Return the objects by their place in the memo; the unpickler counts the same."""
        return dict(self._pickler.memo.copy().values())


def pickle_with_stand_ins(graph: Graph) -> PickledRoot:
    """Pickle the root of *graph*, with a stand-in for each object that was refused or removed.

    Raises:
        BaseException: anything that still keeps the pickler from finishing.

    """
    file = InterruptibleFile()
    pickler = _pickler_class(graph)(file, PROTOCOL)
    graph.pickling = True
    try:
        pickler.dump(graph.root)
    finally:
        graph.pickling = False
    return PickledRoot(file.getvalue(), pickler)


def _pickler_class(graph: Graph) -> type[_pickle.Pickler]:
    """Return a pickler that skips plain objects to save time, and asks *graph* about others."""
    storage, reduce = graph.storage, graph.reduce_or_stand_in
    replaced = graph.removed | graph.refused.keys()
    containers = {
        key for key, refusal in graph.refused.items() if id(type(refusal.obj)) in CONTAINERS
    }

    def override(obj: Any) -> Any:
        if storage.get(id(type(obj))) and id(obj) not in replaced:
            return NotImplemented
        return reduce(obj)

    def persistent_id(obj: Any) -> int | None:
        return id(obj) if id(obj) in containers else None

    # The pickler asks no reducer about a container. It asks persistent_id about everything,
    # which costs a call for each object.
    methods = {"persistent_id": staticmethod(persistent_id)} if containers else {}
    methods |= {"reducer_override": staticmethod(override)}
    return type("_Visitor", (_pickle.Pickler,), methods)
