"""Measure the cost of `explain`: healthy graphs, and graphs with one culprit.

Healthy graphs of 1,000 to 1,000,000 objects beside ``pickle.dumps`` plus ``pickle.loads``
in C, the new interpreter counted apart; graphs with one culprit beside ``pickle.dumps``
of the same graph without it. Interleaved in one run; medians of the ratios, and the peak
of memory beside the graph's own.

    python benchmarks/explain_speed.py [--quick]
"""

from __future__ import annotations

import gc
import pickle
import random
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from shared import harness
from shared.tables import Table

import poolable
from poolable.explainer import fresh_interpreter


class Node:
    """An object as programs have them by the million."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.parts = [number]
        self.names = {"number": number}


def flat(count: int) -> list[Any]:
    """Return a list of nodes; each is three objects: itself, a list and a dict."""
    return [Node(number) for number in range(count // 3)]


def nested(count: int) -> list[Any]:
    """Return lists, dicts and tuples, as JSON gives them."""
    return [{"id": i, "tags": [str(i), "b"], "at": (i, i)} for i in range(count // 4)]


def linked(count: int) -> list[Any]:
    """Return nodes that refer to a few hundred others each way, and to one thing shared."""
    nodes = flat(count)
    shared = {"shared": [1, 2, 3]}
    chance = random.Random(0)
    for node in nodes:
        node.names["other"] = chance.choice(nodes).parts
        node.names["shared"] = shared
    return nodes


GRAPHS = {"instances": flat, "containers": nested, "shared": linked}


def spoil(graph: list[Any]) -> Any:
    """Hide one culprit in the middle; return what takes it out again."""
    middle = graph[len(graph) // 2]
    parts = middle.parts if isinstance(middle, Node) else middle["tags"]
    parts.append(x for x in ())
    return parts.pop


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes, with no garbage of others on its bill."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loop(work: Callable[[], object], times: int) -> Callable[[], None]:
    """Return *work* repeated: small graphs take less than a clock tells apart."""

    def repeated() -> None:
        for _ in range(times):
            work()

    return repeated


def healthy(graph: list[Any], rounds: int, times: int) -> tuple[float, float, float]:
    """Return the seconds and the ratios for a graph that crosses."""
    here, apart, base = [], [], []
    poolable.explain(graph[:10], start_method="spawn")  # the interpreter that is kept
    for _ in range(rounds):
        c = seconds(loop(lambda: pickle.loads(pickle.dumps(graph)), times)) / times
        base.append(c)
        here.append(seconds(loop(lambda: poolable.explain(graph, fresh=False), times)) / times / c)
        apart.append(seconds(lambda: poolable.explain(graph, start_method="spawn")) / c)
    return harness.median(base), harness.median(here), harness.median(apart)


def culprit(graph: list[Any], rounds: int, times: int) -> tuple[float, float]:
    """Return the seconds and the ratio for the graph with one culprit."""
    ratios, base = [], []
    for _ in range(rounds):
        c = seconds(loop(lambda: pickle.dumps(graph), times)) / times
        base.append(c)
        mend = spoil(graph)
        took = seconds(loop(lambda: poolable.explain(graph, fresh=False), times)) / times
        assert len(poolable.explain(graph, fresh=False).culprits) == 1
        mend()
        ratios.append(took / c)
    return harness.median(base), harness.median(ratios)


def memory(make: Callable[[int], list[Any]], count: int) -> tuple[float, float]:
    """Return the graph's own bytes, and how often they fit into the peak while explaining."""
    tracemalloc.start()
    graph = make(count)
    spoil(graph)
    own, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    poolable.explain(graph, fresh=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return own, peak / own


def main() -> None:
    """Measure, print, and write the results."""
    options = harness.arguments(__doc__)
    sizes = [1_000, 10_000] if options.quick else [1_000, 10_000, 100_000, 1_000_000]
    crossing = Table(
        "Healthy graphs: one pickling, one loading",
        ["graph", "objects", "dumps + loads in C", "explain, here", "with a new interpreter"],
        ["", "", "s", "x", "x"],
        note="Ratios to dumps + loads; here: with fresh=False.",
    )
    stuck = Table(
        "Graphs with one culprit",
        ["graph", "objects", "dumps in C without it", "explain"],
        ["", "", "s", "x"],
        note="The ratio is to dumps of the same graph without the culprit.",
    )
    peak = Table(
        "Memory",
        ["graph", "objects", "the graph's own", "peak while explaining one culprit"],
        ["", "", "B", "x"],
        note="As tracemalloc counts; the peak holds the graph itself.",
    )
    for name, make in GRAPHS.items():
        for size in sizes:
            graph = make(size)
            rounds = options.rounds or (5 if size >= 100_000 else 9)
            times = max(1, 20_000 // size)
            base, here, apart = healthy(graph, rounds, times)
            crossing.rows.append([name, f"{size:,}", base, here, apart])
            stuck.rows.append([name, f"{size:,}", *culprit(graph, rounds, times)])
            print(crossing.rows[-1], stuck.rows[-1], flush=True)
            del graph
        peak.rows.append([name, f"{sizes[-1]:,}", *memory(make, sizes[-1])])
    fresh_interpreter.close()
    harness.save(__file__, [crossing, stuck, peak], quick=options.quick)


if __name__ == "__main__":
    main()
