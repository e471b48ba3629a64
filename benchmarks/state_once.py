"""Time what it takes to give state to workers, beside one copy of that state.

Each measurement is a process of its own, from having the state to having every
result. Its two workers are there before, unless they can only be started with
the state. Medians of interleaved rounds.

    python benchmarks/state_once.py --quick
    python benchmarks/state_once.py --sizes 256 --tasks 64 --methods forkserver
"""

import argparse
import datetime
import importlib.util
import json
import multiprocessing
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import metadata
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
from poolable.patterns.shared_state import Shared  # noqa: E402 a fresh clone has it there

try:  # here, so that workers have them before the clock runs
    import numpy
except ImportError:
    numpy = None
RESULTS = ROOT / "benchmarks" / "results" / "state_once.json"
WORKERS = 2
MB = 2**20


class BigPow:
    """As in the patterns, with a table of so many megabytes."""

    def __init__(self, megabytes):
        size = megabytes * MB
        self.table = numpy.zeros(size // 8) if numpy else bytearray(size)
        view = memoryview(self.table).cast("B")
        for start in range(0, len(view), 4096):
            view[start] = 1  # a page that was never written is not there yet

    def pow(self, x):
        """Touch the table, no more: what is timed is the way there."""
        return len(self.table) + x


def ready(x):
    """Have imported what this file imports."""
    return numpy is None


def warm(pool):
    """Wait until the workers are there."""
    list(pool.map(ready, range(8 * WORKERS)))


def warm_server(method):
    """Start the fork server, if that is the method, and a worker of it."""
    with multiprocessing.get_context(method).Pool(1) as pool:
        warm(pool)


# The patterns


@contextmanager
def one_copy(method):
    """One copy of the state into fresh memory: the physical limit."""

    def run(state, args):
        copy = bytearray(state.table)
        return [len(state.table) + x for x in args if copy is not None]

    yield run


@contextmanager
def shared_state(method):
    """Pool.map of a task with the handle."""

    def run(state, args):
        with Shared(state) as shared:
            return pool.map(partial(BigPow.pow, shared), args)

    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield run


@contextmanager
def shared_state_executor(method):
    """ProcessPoolExecutor.map of a task with the handle."""

    def run(state, args):
        with Shared(state) as shared:
            return list(pool.map(partial(BigPow.pow, shared), args))

    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context(method)) as pool:
        warm(pool)
        yield run


def keep(state):
    """Set the global that the tasks of initializer and fork_inherit read."""
    global kept
    kept = state


def kept_pow(x):
    """Use what keep() has kept."""
    return kept.pow(x)


@contextmanager
def initializer(method):
    """Hand the state to each worker as it starts."""

    def run(state, args):
        context = multiprocessing.get_context(method)
        with context.Pool(WORKERS, keep, (state,)) as pool:
            return pool.map(kept_pow, args)

    warm_server(method)
    yield run


@contextmanager
def fork_inherit(method):
    """Fork the workers once the state is there."""

    def run(state, args):
        keep(state)
        with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
            return pool.map(kept_pow, args)

    yield run


built = {}


def built_pow(megabytes, x):
    """Build the state unless that is done."""
    if megabytes not in built:
        built[megabytes] = BigPow(megabytes)
    return built[megabytes].pow(x)


@contextmanager
def worker_singleton(method):
    """Let each worker build the state."""

    def run(state, args):
        megabytes = memoryview(state.table).nbytes // MB
        return pool.map(partial(built_pow, megabytes), args)

    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield run


# The peers


@contextmanager
def pool_map(method):
    """Pool.map of the bound method, as most programs do."""
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:
        warm(pool)
        yield lambda state, args: pool.map(state.pow, args)


@contextmanager
def executor_map(method):
    """ProcessPoolExecutor.map of the bound method."""
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context(method)) as executor:
        warm(executor)
        yield lambda state, args: list(executor.map(state.pow, args))


@contextmanager
def loky(method):
    """ProcessPoolExecutor.map of loky, which pickles with cloudpickle."""
    from loky import get_reusable_executor

    executor = get_reusable_executor(WORKERS)
    warm(executor)
    yield lambda state, args: list(executor.map(state.pow, args))
    executor.shutdown()


@contextmanager
def joblib(method):
    """Parallel, which maps arrays that are arguments from a file."""
    from joblib import Parallel, delayed

    with Parallel(WORKERS) as parallel:
        parallel(delayed(ready)(x) for x in range(8 * WORKERS))
        yield lambda state, args: parallel(
            delayed(power_of)(state.table, x) for x in args
        )  # what is memmapped is an argument that is an array


def power_of(table, x):
    """Do what BigPow.pow does, with the array as an argument."""
    return len(table) + x


@contextmanager
def pathos(method):
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
def mpire(method):
    """WorkerPool with shared_objects, which starts with the state."""
    from mpire import WorkerPool

    def run(state, args):
        with WorkerPool(WORKERS, shared_objects=state, start_method=method) as pool:
            return pool.map(BigPow.pow, args)

    warm_server(method)
    yield run


@contextmanager
def ray(method):
    """Put the state into the store of objects."""
    import ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    task = ray.remote(lambda state, x: state.pow(x))
    small = BigPow(1)
    ray.get([task.remote(small, x) for x in range(8 * WORKERS)])

    def run(state, args):
        shared = ray.put(state)
        return ray.get([task.remote(shared, x) for x in args])

    yield run
    ray.shutdown()


@contextmanager
def dask(method):
    """Scatter the state to all workers."""
    import dask
    from distributed import Client

    with (
        dask.config.set({"distributed.worker.multiprocessing-method": method}),
        Client(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as client,
    ):
        warm_up = client.map(ready, range(8 * WORKERS), pure=False)
        client.gather(warm_up)

        def run(state, args):
            shared = client.scatter(state, broadcast=True)
            return client.gather(client.map(lambda x, state: state.pow(x), args, state=shared))

        yield run


LIMIT = one_copy
PATTERNS = (shared_state, shared_state_executor, initializer, worker_singleton, fork_inherit)
PEERS = (pool_map, executor_map, loky, joblib, pathos, mpire, ray, dask)
ONE_MESSAGE_A_TASK = {"executor_map", "loky"}  # each with the state
NEEDS = {"dask": "distributed"}  # all others are called as the package is
SUBJECTS = {subject.__name__: subject for subject in (LIMIT, *PATTERNS, *PEERS)}


def needs(name):
    """Return the package that is missing, or ""."""
    package = NEEDS.get(name, name)
    if SUBJECTS[name] in PEERS[2:] and importlib.util.find_spec(package) is None:
        return package
    return ""


def measure(name, megabytes, tasks, method):
    """Print what one run took, in seconds, and the bytes of a task of shared_state."""
    state, args = BigPow(megabytes), range(tasks)
    right = [len(state.table) + x for x in args]
    with SUBJECTS[name](method) as run:
        started = time.perf_counter()
        results = run(state, args)
        seconds = time.perf_counter() - started
    assert list(results) == right, name
    size = payload(state) if name == "shared_state" else None
    print(json.dumps({"seconds": seconds, "payload": size}))


def payload(state):
    """Return the bytes of a message with one task of shared_state."""
    with Shared(state) as shared:
        return len(ForkingPickler.dumps((0, 0, partial(BigPow.pow, shared), (1,), {})))


def limited(seconds, *arguments):
    """Run this file in a session of its own; return its answer, or what went wrong."""
    command = [sys.executable, __file__, "--one", *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return {"error": f"stopped after {seconds} s"}
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # all have ended
        process.wait()
    if process.returncode:
        return {"error": (err.strip().splitlines() or ["exit without a word"])[-1][:200]}
    return json.loads(out.splitlines()[-1])


def machine():
    """Return what the numbers depend on."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    packages = ("numpy", *(NEEDS.get(peer.__name__, peer.__name__) for peer in PEERS[2:]))
    versions = {"python": platform.python_version()}
    for package in packages:
        if importlib.util.find_spec(package):
            versions[package] = metadata.version(package)
    return {
        "cpu": models[0] if models else platform.processor(),
        "cpus": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MB,
        "system": f"{platform.system()} {platform.release()}",
        "versions": versions,
        "date": datetime.date.today().isoformat(),
    }


def plan(options):
    """Yield the sizes, tasks and methods, the cheapest first."""
    for megabytes in sorted(options.sizes):
        for tasks in sorted(options.tasks):
            for method in options.methods:
                yield megabytes, tasks, method


def rows(options):
    """Yield a row for each subject and place, once all rounds of the place are done."""
    known = {}
    subjects = [name for name in options.subjects if not needs(name)]
    for name in filter(needs, options.subjects):
        print(f"{name}: skipped, {needs(name)} is not installed")
    for place in plan(options):
        expected = {name: prediction(known, name, *place) for name in subjects}
        too_long = {name for name in subjects if expected[name] > options.limit}
        todo = [name for name in subjects if name not in too_long]
        answers = interleaved(todo, options, place)
        for name in subjects:
            row = dict(zip(("name", "megabytes", "tasks", "method"), (name, *place), strict=True))
            if name in too_long:
                row["skipped"] = f"skipped, for it would take some {expected[name]:.0f} s"
            elif "error" in answers[name][-1]:
                row["skipped"] = answers[name][-1]["error"]
            else:
                row["seconds"] = [round(answer["seconds"], 5) for answer in answers[name]]
                row["median"] = statistics.median(row["seconds"])
                row["payload"] = answers[name][-1]["payload"]
            known[name, *place] = row.get("median", max(expected[name], options.limit))
            yield row


def interleaved(names, options, place):
    """Return the answers of each subject, round by round; who fails is not asked again."""
    answers = {name: [] for name in names}
    for _ in range(options.rounds):
        for name, each in answers.items():
            if not (each and "error" in each[-1]):
                each.append(limited(options.limit + 60, name, *place))
    return answers


def prediction(known, name, megabytes, tasks, method):
    """Return the seconds to expect, in proportion to the bytes; 0 if nothing is known."""
    guesses = [
        seconds * megabytes / size * (tasks / count if name in ONE_MESSAGE_A_TASK else 1)
        for (one, size, count, how), seconds in known.items()
        if (one, how) == (name, method) and size <= megabytes and count <= tasks
    ]
    return guesses[-1] if guesses else 0


def show(row, limits):
    """Print a row, and how often one copy of the state fits into its time."""
    place = f"{row['megabytes']:5} MB {row['tasks']:5} tasks {row['method']:10} {row['name']:22}"
    if "skipped" in row:
        print(f"{place} {row['skipped']}", flush=True)
        return
    key = row["megabytes"], row["tasks"], row["method"]
    if row["name"] == "one_copy":
        limits[key] = row["median"]
    ratio = f"{row['median'] / limits[key]:9.2f} copies" if key in limits else ""
    print(f"{place} {row['median']:9.4f} s {ratio} {row['payload'] or ''}", flush=True)


def main():
    """Measure what was asked for and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 16, 256, 1024], metavar="MB")
    parser.add_argument("--tasks", type=int, nargs="+", default=[16, 64, 1024])
    parser.add_argument("--methods", nargs="+", default=["fork", "forkserver"])
    parser.add_argument("--subjects", nargs="+", default=list(SUBJECTS), choices=SUBJECTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=30, help="seconds for one measurement")
    parser.add_argument("--quick", action="store_true", help="1 MB, 16 tasks, one round")
    parser.add_argument("--output", type=Path, default=RESULTS)
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, megabytes, tasks, method = options.one
        return measure(name, int(megabytes), int(tasks), method)
    if options.quick:
        options.sizes, options.tasks, options.rounds = [1], [16], 1
    result, limits = {"machine": machine(), "rows": []}, {}
    for row in rows(options):
        show(row, limits)
        result["rows"].append(row)
    if not options.quick:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    main()
