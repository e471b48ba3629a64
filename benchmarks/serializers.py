"""Measure what it takes to turn objects into bytes and back: seconds, and bytes.

Candidates: pickle with protocols 2 to 5, dill and cloudpickle with protocol 5, and msgpack for
what it knows, plain data. Objects: functions, instances, a NumPy array, lists and large dicts.

Read a row as: this library takes so long to dump and to load, so many times what pickle needs
with protocol 5, the fastest that every pool could use. An empty cell means that it refuses.
The article says that "pickle is generally slow": a ratio below 1 would prove it right.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from shared.harness import arguments, fastest, interleave, median, no_op, peer, ratio, save
from shared.tables import Table

from poolable.patterns.classes.borrowed_pool import BigPow

BASE = "pickle 5"
WAYS = ("dumps", "loads")


class Serializer(NamedTuple):
    """How a library dumps and loads."""

    dumps: Callable[[Any], bytes]
    loads: Callable[[bytes], Any]


def serializers() -> dict[str, Serializer]:
    """Return those that are installed, protocol 5 of pickle first."""
    found = {
        f"pickle {protocol}": Serializer(partial(pickle.dumps, protocol=protocol), pickle.loads)
        for protocol in (5, 4, 3, 2)
    }
    for name in ("cloudpickle", "dill"):
        if module := peer(name):
            found[name] = Serializer(partial(module.dumps, protocol=5), module.loads)
    if msgpack := peer("msgpack"):
        loads = partial(msgpack.unpackb, strict_map_key=False)
        found["msgpack"] = Serializer(msgpack.packb, loads)
    return found


def objects(scale: int) -> dict[str, Any]:
    """Return what is serialized; *scale* divides the sizes."""
    found: dict[str, Any] = {
        "a function of a module": no_op,
        "a lambda": lambda x: x**10,
        "a bound method": BigPow(10).pow,
        f"{1_000 // scale:,} instances": [BigPow(n) for n in range(1_000 // scale)],
        f"a list of {100_000 // scale:,} numbers": [x * 1.5 for x in range(100_000 // scale)],
        f"a dict of {100_000 // scale:,} strings": {
            f"key {x}": f"value {x}" for x in range(100_000 // scale)
        },
        f"bytes, {16 // scale or 1} MB": bytes(1_000_000 * (16 // scale or 1)),
    }
    if numpy := peer("numpy"):
        found[f"a NumPy array, {16 // scale or 1} MB"] = numpy.ones(125_000 * (16 // scale or 1))
    return found


def compare(what: str, value: Any, rounds: int, least: float) -> Table:
    """Return seconds, bytes and ratios of each library for one object."""
    dumped: dict[str, bytes] = {}
    able: dict[str, Serializer] = {}
    for name, one in serializers().items():
        try:
            dumped[name] = one.dumps(value)
            one.loads(dumped[name])
        except Exception as error:  # each library has its own for what it refuses
            print(f"{name} refuses {what}: {type(error).__name__}")
        else:
            able[name] = one
    pieces = {}
    for name, one in able.items():
        pieces[name, "dumps"] = partial(fastest, one.dumps, value, least=least)
        pieces[name, "loads"] = partial(fastest, one.loads, dumped[name], least=least)
    times = interleave(pieces, rounds)
    table = Table(
        what,
        ["library", "bytes", "dumps", "loads", "dumps, ratio", "loads, ratio"],
        ["", "B", "s", "s", "x", "x"],
    )
    base = BASE if BASE in able else next(iter(able), "none")
    if base != BASE:
        table.note = f"pickle refuses it; the ratios are to {base}."
    for name in serializers():
        if name not in able:
            table.rows.append([name, None, None, None, None, None])
            continue
        ratios = [ratio(times[name, way], times[base, way]) for way in WAYS]
        medians = [median(times[name, way]) for way in WAYS]
        table.rows.append([name, len(dumped[name]), *medians, *ratios])
    return table


def out_of_band(value: Any, rounds: int, least: float) -> Table:
    """Return what protocol 5 can do beyond: leave the array where it is."""

    def dumps() -> int:
        buffers: list[pickle.PickleBuffer] = []
        return len(pickle.dumps(value, protocol=5, buffer_callback=buffers.append))

    times = interleave(
        {
            "in one piece": partial(fastest, partial(pickle.dumps, value, protocol=5), least=least),
            "buffers out of band": partial(fastest, dumps, least=least),
        },
        rounds,
    )
    table = Table(
        "the same array, by protocol 5", ["way", "bytes", "dumps", "ratio"], ["", "B", "s", "x"]
    )
    sizes = {"in one piece": len(pickle.dumps(value, protocol=5)), "buffers out of band": dumps()}
    for name, values in times.items():
        row = [name, sizes[name], median(values), ratio(values, times["in one piece"])]
        table.rows.append(row)
    table.note = "Out of band the bytes are those of the description; the numbers are not copied."
    return table


def main() -> None:
    """Measure, print and save."""
    options = arguments(__doc__ or "")
    rounds = options.rounds or (3 if options.quick else 15)
    least = 0.001 if options.quick else 0.01
    tables = []
    for what, value in objects(16 if options.quick else 1).items():
        tables.append(compare(what, value, rounds, least))
        if "array" in what:
            tables.append(out_of_band(value, rounds, least))
    save(sys.argv[0], tables, quick=options.quick)


if __name__ == "__main__":
    main()
