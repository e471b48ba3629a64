"""Measure what a pattern adds to a pool, and what a pool adds to a task.

Patterns: each against the same work written inline with Pool, alternately on the same pool.
A ratio of 1.00, within the noise that the first row shows, means that the pattern is free.

Pools: tasks per second for a task that does nothing, with two workers that have started: one
message for each task, and in chunks where the pool has them. Each pool runs in a process of its
own. A second divided by the first number is what a task must last for a pool to be worth it.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pool
from typing import Any

from shared.harness import (
    PieceError,
    arguments,
    fastest,
    interleave,
    median,
    no_op,
    peer,
    piece,
    ratio,
    save,
    seconds,
    spread,
)
from shared.tables import Table

from poolable.catalog import get

WORKERS = 2
EXPONENT = 10


class Plain:
    """BigPow without any pattern: what one writes inline."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.table = [x**n for x in range(10_000)]

    def pow(self, x: int) -> int:
        """Return a power."""
        return self.table[x]


class Small:
    """The same without a table."""

    def __init__(self, n: int) -> None:
        self.n = n

    def pow(self, x: int) -> int:
        """Return a power."""
        return x**self.n


class Called:
    """The same, called itself."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __call__(self, x: int) -> int:
        """Return a power."""
        return x**self.n


def power(x: int, n: int) -> int:
    """Return a power."""
    return x**n


def raise_to(n: int, x: int) -> int:
    """Return a power: what a closure is without one."""
    return x**n


def start_worker(theirs: Any, plain: Plain) -> None:
    """Keep the state of the pattern as it does, and *plain* in a global, written inline."""
    pattern("initializer").start_worker(theirs)
    global shared
    shared = plain


def look_up(x: int) -> int:
    """Return a power out of the table that came with the worker."""
    return shared.pow(x)


def pattern(name: str) -> Any:
    """Return the module of a pattern."""
    return importlib.import_module(f"poolable.patterns.{get(name).folder}.{name}")


def with_pool(big_pow: Any, pool: Any) -> Any:
    """Return *big_pow*, whose class opens a pool in __init__, with *pool* in its place."""
    big_pow.pool.terminate()
    big_pow.pool.join()
    big_pow.pool = pool
    return big_pow


Work = Callable[[], object]


def lent(name: str, pool: Any, args: range) -> tuple[Work, Work]:
    """Return a pattern that is lent a pool, and the same inline."""
    big_pow, small = pattern(name).BigPow(EXPONENT), Small(EXPONENT)
    return partial(big_pow.run, pool, args), lambda: sum(pool.map(small.pow, args))


def owned(name: str, pool: Any, args: range) -> tuple[Work, Work]:
    """Return a pattern that has a pool, and the same inline."""
    big_pow = with_pool(pattern(name).BigPow(EXPONENT), pool)
    if name == "module_function":
        function: Any = partial(power, n=EXPONENT)
    else:
        function = Small(EXPONENT).pow
    return partial(big_pow.run, args), lambda: sum(pool.map(function, args))


def called(name: str, pool: Any, args: range, inline: Any = None) -> tuple[Work, Work]:
    """Return a pattern that is the function, and the same inline."""
    big_pow, function = pattern(name).BigPow(EXPONENT), inline or Called(EXPONENT)
    return lambda: sum(pool.map(big_pow, args)), lambda: sum(pool.map(function, args))


def chunked(name: str, pool: Any, args: range) -> tuple[Work, Work]:
    """Return the pattern that chooses its chunks, and the same inline."""
    big_pow, small = pattern(name).BigPow(EXPONENT), Small(EXPONENT)
    size = -(-len(args) // (4 * WORKERS))
    return (
        partial(big_pow.run, pool.imap, args),
        lambda: sum(pool.imap(small.pow, args, chunksize=size)),
    )


PATTERNS: dict[str, Callable[..., tuple[Work, Work]]] = {
    "borrowed_pool": lent,
    "module_class": lent,
    "getstate": owned,
    "method_reducer": owned,
    "module_function": owned,
    "callable_class": called,
    "chunked": chunked,
}


def compare_patterns(rounds: int, tasks: int, least: float) -> Table:
    """Return seconds and ratios of each pattern and its inline counterpart."""
    table = Table(
        f"Patterns against the same work inline: {tasks:,} tasks, {WORKERS} workers",
        ["pattern", "inline", "pattern's", "ratio", "noise"],
        ["", "s", "s", "x", "x"],
        note="Medians of alternating rounds. Each round is the fastest of some calls, because "
        "other load only slows down; a ratio is formed within a round. "
        "Noise: how far the ratio moves from one tenth of the rounds to another.",
    )
    args = range(tasks)
    with Pool(WORKERS) as pool:
        twice = (lambda: sum(pool.map(Small(EXPONENT).pow, args)),) * 2
        add_row(table, "none: inline twice", twice, rounds, least)
        for name, prepare in PATTERNS.items():
            add_row(table, name, prepare(name, pool, args), rounds, least)
        # other code: the call of an object takes longer than that of a partial
        works = called("callable_class", pool, args, partial(raise_to, EXPONENT))
        add_row(table, "callable_class, inline a partial", works, rounds, least)
    add_initializer(table, rounds, tasks, least)
    return table


def add_initializer(table: Table, rounds: int, tasks: int, least: float) -> None:
    """Compare the pattern that needs a pool of its own, which has the inline state as well.

    Two pools would differ by their luck with the processors.
    """
    theirs, plain = pattern("initializer").BigPow(EXPONENT), Plain(EXPONENT)
    args = [x % len(plain.table) for x in range(tasks)]
    with Pool(WORKERS, start_worker, (theirs, plain)) as pool:
        works = partial(theirs.run, pool, args), lambda: sum(pool.map(look_up, args))
        add_row(table, "initializer", works, rounds, least)


def add_row(table: Table, name: str, works: tuple[Work, Work], rounds: int, least: float) -> None:
    """Measure a pattern and its counterpart alternately."""
    theirs, inline = works
    if theirs() != inline():
        raise AssertionError(f"{name} and its inline counterpart differ in their result.")
    # a few calls each, again and again: what slows the machine down slows both
    pieces = {
        way: partial(fastest, work, least=least) for way, work in zip("pi", works, strict=True)
    }
    times = interleave(pieces, rounds)
    row = [median(times["i"]), median(times["p"]), ratio(times["p"], times["i"])]
    row.append(spread(times["p"], times["i"]))
    table.rows.append([name, *row])


# Each pool: how to map tasks one by one, and in chunks; None where it has no chunks.
Maps = tuple[Callable[[range], object], Callable[[range], object] | None]


def chunk(args: range) -> int:
    """Return the chunk that Pool.map chooses."""
    return -(-len(args) // (4 * WORKERS))


@contextmanager
def stdlib_pool() -> Iterator[Maps]:
    """Yield multiprocessing.Pool."""
    with Pool(WORKERS) as pool:
        yield lambda a: pool.map(no_op, a, chunksize=1), lambda a: pool.map(no_op, a)


def executor_maps(pool: Any) -> Maps:
    """Return the ways of an executor, which has chunks of one unless told."""
    return (
        lambda a: list(pool.map(no_op, a)),
        lambda a: list(pool.map(no_op, a, chunksize=chunk(a))),
    )


@contextmanager
def stdlib_executor() -> Iterator[Maps]:
    """Yield concurrent.futures.ProcessPoolExecutor."""
    with ProcessPoolExecutor(WORKERS) as pool:
        yield executor_maps(pool)


@contextmanager
def loky() -> Iterator[Maps]:
    """Yield loky's executor."""
    from loky import ProcessPoolExecutor as Executor

    with Executor(WORKERS) as pool:
        yield executor_maps(pool)


@contextmanager
def pathos() -> Iterator[Maps]:
    """Yield the pool of pathos."""
    from pathos.multiprocessing import ProcessPool

    pool = ProcessPool(WORKERS)
    yield lambda a: pool.map(no_op, a, chunksize=1), lambda a: pool.map(no_op, a)
    pool.close()
    pool.join()
    pool.clear()


@contextmanager
def joblib() -> Iterator[Maps]:
    """Yield joblib's Parallel, whose batches grow by themselves unless told."""
    from joblib import Parallel, delayed

    with Parallel(WORKERS, batch_size=1) as one, Parallel(WORKERS) as batches:
        yield (
            lambda a: one(delayed(no_op)(x) for x in a),
            lambda a: batches(delayed(no_op)(x) for x in a),
        )


@contextmanager
def mpire() -> Iterator[Maps]:
    """Yield the pool of mpire."""
    from mpire import WorkerPool

    with WorkerPool(WORKERS, keep_alive=True) as pool:
        yield lambda a: pool.map(no_op, a, chunk_size=1), lambda a: pool.map(no_op, a)


@contextmanager
def pebble() -> Iterator[Maps]:
    """Yield the pool of pebble."""
    from pebble import ProcessPool

    with ProcessPool(WORKERS) as pool:
        yield (
            lambda a: list(pool.map(no_op, a, chunksize=1).result()),
            lambda a: list(pool.map(no_op, a, chunksize=chunk(a)).result()),
        )


@contextmanager
def ray() -> Iterator[Maps]:
    """Yield tasks of ray, which has no chunks."""
    import ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, logging_level="ERROR")
    remote = ray.remote(no_op)
    yield lambda a: ray.get([remote.remote(x) for x in a]), None
    ray.shutdown()


@contextmanager
def distributed() -> Iterator[Maps]:
    """Yield tasks of dask's distributed scheduler."""
    from distributed import Client

    options = {"n_workers": WORKERS, "threads_per_worker": 1, "dashboard_address": None}
    with Client(processes=True, **options) as client:
        # pure=False: equal tasks are run again and not looked up
        yield (
            lambda a: client.gather(client.map(no_op, a, pure=False)),
            lambda a: client.gather(client.map(no_op, a, pure=False, batch_size=chunk(a))),
        )


POOLS = {
    "Pool": (stdlib_pool, "multiprocessing"),
    "ProcessPoolExecutor": (stdlib_executor, "concurrent.futures"),
    "pathos": (pathos, "pathos"),
    "loky": (loky, "loky"),
    "joblib": (joblib, "joblib"),
    "mpire": (mpire, "mpire"),
    "pebble": (pebble, "pebble"),
    "dask": (distributed, "distributed"),
    "ray": (ray, "ray"),
}


def rates(name: str, tasks: int, least: float) -> list[float | None]:
    """Return tasks per second, one by one and in chunks, of the pool called *name*."""
    args = range(tasks)
    found: list[float | None] = []
    with POOLS[name][0]() as maps:
        for way in maps:
            if way:
                way(args)  # starts what starts with the first task
                found.append(tasks / seconds(way, args, least=least))
            else:
                found.append(None)
    return found


def compare_pools(rounds: int, tasks: int, least: float) -> Table:
    """Return tasks per second of every pool that is installed."""
    names = [name for name, (_, module) in POOLS.items() if peer(module)]
    measured: dict[str, list[list[float | None]]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names[:: -1 if number % 2 else 1]:
            try:
                measured[name].append(piece(__file__, name, tasks, least, timeout=120))
            except PieceError as error:
                print(error)
    table = Table(
        f"A task that does nothing: tasks per second with {WORKERS} workers",
        ["pool", "one by one", "in chunks", "a task costs"],
        ["", "/s", "/s", "s"],
        note="Chunks: an eighth of the tasks, or what the library chooses. "
        "Cost: of a task sent alone. Medians of runs in processes of their own.",
    )
    for name, runs in measured.items():
        if runs:
            alone, chunks = zip(*runs, strict=True)
            rate = median(alone)
            many = None if None in chunks else median(chunks)
            table.rows.append([name, rate, many, 1 / rate])
    table.rows.sort(key=lambda row: -row[1])
    return table


def main() -> None:
    """Measure, print and save; or be one of the pieces."""
    options = arguments(__doc__ or "")
    if options.piece:
        name, tasks, least = options.piece
        print(json.dumps(rates(name, int(tasks), float(least))))
        return
    if options.quick:
        tables = [compare_patterns(10, 2_000, 0.0), compare_pools(1, 200, 0.05)]
    else:
        tables = [
            compare_patterns(101, 20_000, 0.06),
            compare_pools(options.rounds or 3, 2_000, 0.3),
        ]
    save(sys.argv[0], tables, quick=options.quick)


if __name__ == "__main__":
    main()
