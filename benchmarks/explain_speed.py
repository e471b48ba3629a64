"""What it costs to explain: healthy graphs, and graphs with one culprit.

Healthy graphs of 1,000 to 1,000,000 objects beside ``pickle.dumps`` plus ``pickle.loads``
in C, the new interpreter counted apart; graphs with one culprit beside ``pickle.dumps``
of the same graph without it. Interleaved in one run; medians of the ratios, and the peak
of memory beside the graph's own.

    python benchmarks/explain_speed.py [--quick]
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import pickle
import platform
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poolable
from poolable import arrival

RESULTS = Path(__file__).parent / "results" / "explain_speed.json"


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


def healthy(graph: list[Any], rounds: int, times: int) -> dict[str, float]:
    """Return the ratios for a graph that crosses."""
    here, apart, base = [], [], []
    poolable.explain(graph[:10], start_method="spawn")  # the interpreter that is kept
    for _ in range(rounds):
        c = seconds(loop(lambda: pickle.loads(pickle.dumps(graph)), times)) / times
        base.append(c)
        here.append(seconds(loop(lambda: poolable.explain(graph, fresh=False), times)) / times / c)
        apart.append(seconds(lambda: poolable.explain(graph, start_method="spawn")) / c)
    return {
        "ratio": statistics.median(here),
        "ratio_with_new_interpreter": statistics.median(apart),
        "seconds": statistics.median(base),
    }


def culprit(graph: list[Any], rounds: int, times: int) -> dict[str, float]:
    """Return the ratio for the graph with one culprit."""
    ratios, base = [], []
    for _ in range(rounds):
        c = seconds(loop(lambda: pickle.dumps(graph), times)) / times
        base.append(c)
        mend = spoil(graph)
        took = seconds(loop(lambda: poolable.explain(graph, fresh=False), times)) / times
        assert len(poolable.explain(graph, fresh=False).culprits) == 1
        mend()
        ratios.append(took / c)
    return {"ratio": statistics.median(ratios), "seconds": statistics.median(base)}


def memory(make: Callable[[int], list[Any]], count: int) -> dict[str, float]:
    """Return the peak while explaining, with one culprit, beside the graph's own bytes."""
    tracemalloc.start()
    graph = make(count)
    spoil(graph)
    own, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    poolable.explain(graph, fresh=False)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"ratio": peak / own, "megabytes": own / 1e6}


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small graphs, few rounds")
    options = parser.parse_args()
    sizes = [1_000, 10_000] if options.quick else [1_000, 10_000, 100_000, 1_000_000]
    rows: list[dict[str, Any]] = []
    for name, make in GRAPHS.items():
        for size in sizes:
            graph = make(size)
            rounds = 5 if size >= 100_000 else 9
            times = max(1, 20_000 // size)
            told = {"graph": name, "objects": size, "python": platform.python_version()}
            for what, measure in (("healthy", healthy), ("one culprit", culprit)):
                rows.append({**told, "what": what, **measure(graph, rounds, times)})
                print(*(f"{key}={value}" for key, value in rows[-1].items()), flush=True)
            del graph
        rows.append({**told, "what": "memory", **memory(make, sizes[-1])})
        print(*(f"{key}={value}" for key, value in rows[-1].items()), flush=True)
    arrival.close()
    if options.quick:
        return
    facts = {
        "machine": {"processor": processor(), "cores": os.cpu_count(), "system": platform.system()},
        "versions": {"python": platform.python_version(), "poolable": poolable.__version__},
        "date": datetime.date.today().isoformat(),
        "rows": [{k: round(v, 4) if type(v) is float else v for k, v in r.items()} for r in rows],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def processor() -> str:
    """Return what the processor calls itself."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    main()
