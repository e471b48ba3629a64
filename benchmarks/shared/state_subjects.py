"""The ways to give state to workers, and the program that times one of them, by itself.

    python benchmarks/shared/state_subjects.py --piece shared 16 64 forkserver

A subject starts everything that can start before the state exists, then yields the way. The
classes and functions here are in `__main__`, as in most programs; the workers import this file
only.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing.reduction import ForkingPickler
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from poolable import Shared
from poolable.patterns.state import state_file

try:  # here, so that workers have them before the clock runs
    import numpy
except ImportError:
    numpy = None
WORKERS = 2
MB = 2**20
Run = Callable[[Any, range], Iterable[int]]


class BigPow:
    """As in the patterns, with a table of so many megabytes."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        size = megabytes * MB
        self.table = numpy.zeros(size // 8) if numpy else bytearray(size)
        view = memoryview(self.table).cast("B")
        for start in range(0, len(view), 4096):
            view[start] = 1  # a page that was never written is not there yet

    def pow(self, x: int) -> int:
        """Touch the table, no more: what is timed is the way there."""
        return len(self.table) + x


def ready(x: int) -> bool:
    """Have imported what this file imports."""
    return numpy is None


def warm(pool: Any) -> None:
    """Wait until the workers are there."""
    list(pool.map(ready, range(8 * WORKERS)))


def warm_server(method: str) -> None:
    """Start the fork server, if that is the method, and a worker of it."""
    with multiprocessing.get_context(method).Pool(1) as pool:
        warm(pool)


# The patterns


@contextmanager
def one_copy(method: str) -> Iterator[Run]:
    """One copy of the state into fresh memory: the physical limit."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        copy = bytearray(state.table)
        return [len(state.table) + x for x in args if copy is not None]

    yield run


@contextmanager
def by_shared(method: str) -> Iterator[Run]:
    """Pool.map of a task with the handle."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        with Shared(state) as shared:
            return pool.map(partial(BigPow.pow, shared), args)

    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield run


@contextmanager
def by_shared_executor(method: str) -> Iterator[Run]:
    """ProcessPoolExecutor.map of a task with the handle."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        with Shared(state) as shared:
            return list(pool.map(partial(BigPow.pow, shared), args))

    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context(method)) as pool:
        warm(pool)
        yield run


def keep(state: BigPow) -> None:
    """Set the global that the tasks of initializer and fork_inherit read."""
    global kept
    kept = state


def kept_pow(x: int) -> int:
    """Use what keep() has kept."""
    return kept.pow(x)


@contextmanager
def initializer(method: str) -> Iterator[Run]:
    """Hand the state to each worker as it starts."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        context = multiprocessing.get_context(method)
        with context.Pool(WORKERS, keep, (state,)) as pool:
            return pool.map(kept_pow, args)

    warm_server(method)
    yield run


@contextmanager
def fork_inherit(method: str) -> Iterator[Run]:
    """Fork the workers once the state is there."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        keep(state)
        with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
            return pool.map(kept_pow, args)

    yield run


@contextmanager
def by_file(method: str) -> Iterator[Run]:
    """Pickle the state into a file, which each worker loads."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        with TemporaryDirectory() as folder:
            path = f"{folder}/state.pickle"
            with open(path, "wb") as file:
                pickle.dump(state, file)
            return pool.map(partial(state_file.power, path), args)

    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield run


built: dict[int, BigPow] = {}


def built_pow(megabytes: int, x: int) -> int:
    """Build the state unless that is done."""
    if megabytes not in built:
        built[megabytes] = BigPow(megabytes)
    return built[megabytes].pow(x)


@contextmanager
def build_on_first_use(method: str) -> Iterator[Run]:
    """Let each worker build the state."""

    def run(state: BigPow, args: range) -> Iterable[int]:
        return pool.map(partial(built_pow, state.megabytes), args)

    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield run


# The peers


@contextmanager
def pool_map(method: str) -> Iterator[Run]:
    """Pool.map of the bound method, as most programs do."""
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield lambda state, args: pool.map(state.pow, args)


@contextmanager
def executor_map(method: str) -> Iterator[Run]:
    """ProcessPoolExecutor.map of the bound method."""
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context(method)) as executor:
        warm(executor)
        yield lambda state, args: list(executor.map(state.pow, args))


@contextmanager
def loky(method: str) -> Iterator[Run]:
    """ProcessPoolExecutor.map of loky, which pickles with cloudpickle."""
    from loky import get_reusable_executor

    executor = get_reusable_executor(WORKERS)
    warm(executor)
    yield lambda state, args: list(executor.map(state.pow, args))
    executor.shutdown()


@contextmanager
def joblib(method: str) -> Iterator[Run]:
    """Parallel, which maps arrays that are arguments from a file."""
    from joblib import Parallel, delayed

    with Parallel(WORKERS) as parallel:
        parallel(delayed(ready)(x) for x in range(8 * WORKERS))
        yield lambda state, args: parallel(
            delayed(power_of)(state.table, x) for x in args
        )  # what is memmapped is an argument that is an array


def power_of(table: Any, x: int) -> int:
    """Do what BigPow.pow does, with the array as an argument."""
    return len(table) + x


@contextmanager
def pathos(method: str) -> Iterator[Run]:
    """ProcessPool.map, which pickles with dill."""
    import multiprocess
    from pathos.pools import ProcessPool

    multiprocess.set_start_method(method)
    pool = ProcessPool(WORKERS)
    warm(pool)
    yield lambda state, args: pool.map(state.pow, args)
    pool.close()
    pool.join()
    pool.clear()


@contextmanager
def mpire(method: str) -> Iterator[Run]:
    """WorkerPool with shared_objects, which starts with the state."""
    from mpire import WorkerPool

    def run(state: BigPow, args: range) -> Iterable[int]:
        with WorkerPool(WORKERS, shared_objects=state, start_method=method) as pool:
            return pool.map(BigPow.pow, args)

    warm_server(method)
    yield run


@contextmanager
def ray(method: str) -> Iterator[Run]:
    """Put the state into the store of objects."""
    import ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    task = ray.remote(lambda state, x: state.pow(x))
    small = BigPow(1)
    ray.get([task.remote(small, x) for x in range(8 * WORKERS)])

    def run(state: BigPow, args: range) -> Iterable[int]:
        shared = ray.put(state)
        return ray.get([task.remote(shared, x) for x in args])

    yield run
    ray.shutdown()


@contextmanager
def dask(method: str) -> Iterator[Run]:
    """Scatter the state to all workers."""
    import dask
    from distributed import Client

    with (
        dask.config.set({"distributed.worker.multiprocessing-method": method}),
        Client(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as client,
    ):
        warm_up = client.map(ready, range(8 * WORKERS), pure=False)
        client.gather(warm_up)

        def run(state: BigPow, args: range) -> Iterable[int]:
            shared = client.scatter(state, broadcast=True)
            return client.gather(client.map(lambda x, state: state.pow(x), args, state=shared))

        yield run


class Subject(NamedTuple):
    """A way, how a table calls it, the package that it needs, and how often the state crosses."""

    way: Callable[[str], Any]
    label: str
    package: str = ""
    state_in_every_task: bool = False


LIMIT = {"one_copy": Subject(one_copy, "one copy into fresh memory")}
PATTERNS = {
    "shared": Subject(by_shared, "`poolable.Shared`, with `Pool.map`"),
    "shared_executor": Subject(
        by_shared_executor, "`poolable.Shared`, with `ProcessPoolExecutor.map`"
    ),
    "initializer": Subject(initializer, "`initializer`, with the start of the workers"),
    "state_file": Subject(by_file, "`state_file`, with `Pool.map`"),
    "build_on_first_use": Subject(
        build_on_first_use, "`build_on_first_use`, which builds the state"
    ),
    "fork_inherit": Subject(fork_inherit, "`fork_inherit`, with the start of the workers"),
}
PEERS = {
    "pool_map": Subject(pool_map, "`Pool.map` of the bound method"),
    "executor_map": Subject(
        executor_map, "`ProcessPoolExecutor.map` of the bound method", state_in_every_task=True
    ),
    "loky": Subject(loky, "loky", "loky", state_in_every_task=True),
    "joblib": Subject(joblib, "joblib, with the array as an argument", "joblib"),
    "pathos": Subject(pathos, "pathos", "pathos"),
    "mpire": Subject(mpire, "mpire, with `shared_objects` and the start of the workers", "mpire"),
    "ray": Subject(ray, "ray, with `ray.put`", "ray"),
    "dask": Subject(dask, "dask, with `scatter`", "distributed"),
}
SUBJECTS = {**LIMIT, **PATTERNS, **PEERS}


def payload(name: str, state: BigPow) -> int | None:
    """Return the bytes of a message with one task, where it is a message of multiprocessing."""
    with Shared(state if name.startswith("shared") else None) as shared:
        tasks: dict[str, Any] = {
            "shared": partial(BigPow.pow, shared),
            "shared_executor": partial(BigPow.pow, shared),
            "initializer": kept_pow,
            "state_file": partial(state_file.power, "/tmp/of-a-usual-length/state.pickle"),
            "build_on_first_use": partial(built_pow, state.megabytes),
            "fork_inherit": kept_pow,
            "pool_map": state.pow,
            "executor_map": state.pow,
        }
        if name not in tasks:
            return None
        return len(ForkingPickler.dumps((0, 0, tasks[name], (1,), {})))


def measure(name: str, megabytes: int, tasks: int, method: str) -> dict[str, Any]:
    """Return the seconds of one run, and the bytes of a task."""
    state, args = BigPow(megabytes), range(tasks)
    right = [len(state.table) + x for x in args]
    with SUBJECTS[name].way(method) as run:
        started = time.perf_counter()
        results = run(state, args)
        seconds = time.perf_counter() - started
    assert list(results) == right, name
    return {"seconds": seconds, "payload": payload(name, state)}


if __name__ == "__main__":
    _, _, name, megabytes, tasks, method = sys.argv
    print(json.dumps(measure(name, int(megabytes), int(tasks), method)))
