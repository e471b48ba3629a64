"""Cases: what crosses, though a checker may think that it does not."""

import abc
import array
import collections
import contextlib
import datetime
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import json
import logging
import math
import multiprocessing
import operator
import os
import pathlib
import random
import re
import socket
import threading
import typing
import uuid
import zoneinfo
from multiprocessing.managers import SyncManager
from multiprocessing.shared_memory import SharedMemory

from corpus.case import Job, healthy, refused, square

LOCK = threading.Lock()
SPAWN = multiprocessing.get_context("spawn")
T = typing.TypeVar("T")


class Colour(enum.Enum):
    RED = 1
    BLUE = object()


class Permission(enum.Flag):
    READ = 1
    WRITE = 2


class Outer:
    def scaled(self, n, x):
        return n * x

    class Inner:
        def run(self, x):
            return x

    @classmethod
    def made(cls, x):
        return cls()

    @staticmethod
    def halved(x):
        return x / 2

    raised = functools.partialmethod(scaled, 2)


class Abstract(abc.ABC):
    @abc.abstractmethod
    def run(self, x): ...


class Concrete(Abstract):
    def run(self, x):
        return x


class Hostile:
    """Everything that a checker may try on it fails."""

    def __repr__(self):
        raise RuntimeError("repr")

    __str__ = __eq__ = __bool__ = __len__ = __iter__ = __dir__ = __repr__
    __hash__ = None

    @property
    def size(self):
        raise SystemExit("a property was called")


class Cached:
    @functools.cached_property
    def double(self):
        return 2


class CachedLock(Job):
    @functools.cached_property
    def lock(self):
        return threading.Lock()


class Guarded(Job):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return vars(self)["parts"][name]


class Rebuilt(Exception):  # noqa: N818
    def __init__(self, code, message):
        super().__init__(code, message)


class Mixed(Job):
    """Attributes in no order: its copies are bigger than a look at its size tells."""

    def __sizeof__(self):
        raise RuntimeError("sizeof")


@functools.lru_cache
def cached(x):
    return x


@functools.singledispatch
def dispatched(x):
    return x


def uses_a_global_lock(x):
    with LOCK:
        return x


@contextlib.contextmanager
def opened(x):
    yield x


@healthy("https://codehunter.cc/a/linux/why-can-linux-accept-sockets-in-multiprocessing")
def socket_in_self():
    with socket.socket() as sock:
        yield Job(sock=sock)


@healthy("https://codehunter.cc/a/linux/why-can-linux-accept-sockets-in-multiprocessing")
def pipe_connection():
    here, there = SPAWN.Pipe()
    with here, there:
        yield [here, there]


@healthy("https://github.com/fsspec/filesystem_spec/pull/99")
def open_files_in_memory():
    return [io.StringIO("text"), io.BytesIO(b"bytes")]


@healthy("https://github.com/python/cpython/issues/116849")
def shared_memory():
    memory = SharedMemory(create=True, size=10)
    yield Job(memory=memory)
    memory.close()
    memory.unlink()


@healthy("https://github.com/uqfoundation/multiprocess/issues/18")
def manager_proxies():
    with SyncManager(ctx=SPAWN) as manager:
        yield [manager.Queue(), manager.Lock(), manager.dict()]


@healthy("https://github.com/Preston-Landers/concurrent-log-handler/issues/27")
def logger_with_a_handler():
    log = logging.getLogger("explain.corpus")
    handler = logging.StreamHandler(io.StringIO())
    log.addHandler(handler)
    yield Job(log=log).run
    log.removeHandler(handler)
    handler.close()


@healthy()
def logger_adapter():
    return logging.LoggerAdapter(logging.getLogger("explain.corpus"), {"n": 1})


@healthy("https://github.com/cloudpipe/cloudpickle/issues/101")
def enum_members():
    return {Colour.RED: Permission.READ | Permission.WRITE}


@healthy()
def nested_class():
    return [Outer.Inner, Outer.Inner().run]


@healthy("https://github.com/cloudpipe/cloudpickle/issues/387")
def class_and_static_methods():
    return [Outer.made, Outer.halved, dict.fromkeys]


@healthy()
def partial_method():
    return Outer().raised


@healthy()
def built_in_functions():
    return [len, math.sqrt, os.getpid, json.dumps, str.upper, "a".upper, {}.get, [].append]


@healthy("https://github.com/cloudpipe/cloudpickle/issues/178")
def cached_function():
    return cached


@healthy("https://github.com/python/cpython/issues/132064")
def dispatched_function():
    return dispatched


@healthy()
def context_manager_function():
    return opened


@healthy()
def function_that_uses_a_global_lock():
    return Job(function=uses_a_global_lock)


@healthy("https://github.com/cloudpipe/cloudpickle/issues/438")
def cached_property():
    job = Cached()
    _ = job.double
    return job


@refused("https://github.com/pydantic/pydantic/issues/2763", lambda job: [vars(job)["lock"]])
def cached_property_that_is_a_lock():
    job = CachedLock()
    _ = job.lock
    return job


@healthy("https://github.com/omnilib/aiomultiprocess/issues/15")
def operators():
    return [operator.itemgetter(1), operator.attrgetter("a.b"), operator.methodcaller("a", 1)]


@healthy("https://github.com/mesa/mesa/issues/787")
def iterators():
    return [iter([1]), iter((1,)), iter({"a": 1}), iter({1}), iter("a"), reversed([1]), range(3)]


@healthy()
def lazy_functions():
    return [map(square, [1]), filter(None, [1]), zip([1], [2], strict=True), enumerate("a")]


@healthy("https://github.com/cloudpipe/cloudpickle/issues/380")
def views_of_a_dict():
    # multiprocessing.managers, which is imported here, has them sent as lists.
    return Job(keys={"a": 1}.keys(), values={"a": 1}.values())


@healthy()
def dates():
    zone = zoneinfo.ZoneInfo("UTC")
    return [datetime.datetime.now(zone), datetime.UTC, datetime.timedelta(1)]


@healthy()
def numbers():
    exact = [decimal.Decimal("1.1"), fractions.Fraction(1, 3), 10**1000]
    return [*exact, math.nan, 1j, decimal.Context(), random.Random(1), array.array("d", [1.0])]


@healthy()
def names():
    return [uuid.uuid4(), pathlib.Path("a/b"), ipaddress.ip_address("::1"), re.compile("a+")]


@healthy()
def constants():
    return [None, ..., NotImplemented, type(None), type(...), slice(1, 2), True]


@healthy()
def type_hints():
    return [list[int], int | None, T, collections.abc.Mapping[str, int]]


@healthy()
def containers():
    full = [collections.Counter("aab"), collections.deque([1], 2), collections.ChainMap({1: 2})]
    return [*full, frozenset({(1, 2)}), bytearray(b"a"), collections.UserList([1])]


@healthy()
def default_dict_of_lists():
    return collections.defaultdict(functools.partial(collections.defaultdict, list), a={1: [2]})


@healthy()
def abstract_base():
    return Concrete().run


@healthy("https://github.com/bcj/AttrDict/pull/17")
def guarded_getattr():
    return Guarded(parts={"n": 1})


@healthy()
def nothing_of_it_may_be_called():
    return Job(part=Hostile()).run


@healthy()
def size_that_raises():
    return Mixed(text="a")


@healthy("https://github.com/giampaolo/psutil/pull/959")
def exceptions():
    return [KeyError("a"), OSError(2, "no", "file"), StopIteration(1), Rebuilt(1, "no")]


@healthy("https://github.com/giampaolo/psutil/pull/959")
def exception_group():
    return ExceptionGroup("both", [ValueError(1), ExceptionGroup("inner", [KeyError("a")])])


@healthy("https://github.com/cloudpipe/cloudpickle/issues/248")
def cause_that_holds_a_lock():
    # The cause, the context and the traceback stay behind.
    cause = KeyError(threading.Lock())
    try:
        raise ValueError("bad") from cause
    except ValueError as error:
        return error


@healthy()
def notes_of_an_exception():
    error = ValueError("bad")
    error.add_note("while testing")
    return error


@healthy()
def cycle():
    parent = Job(children=[])
    parent.children.append(Job(parent=parent))
    parent.children.append(parent.children)
    return parent


@healthy()
def one_object_many_times():
    return [[Job(n=1)] * 1000, Job(n=1)]


@healthy()
def huge():
    return {str(n): [n, (n,)] for n in range(20_000)}


@healthy()
def two_hundred_levels():
    return functools.reduce(lambda x, _: [x], range(200), [])


@healthy("https://github.com/numpy/numpy/issues/2049", needs="numpy")
def numpy_arrays():
    import numpy as np

    record = np.zeros(3, dtype=[("a", "i4"), ("b", "f8")])
    return [np.arange(10)[::2], record, np.float32(1), np.random.default_rng(1), np.sin]


@healthy(needs="numpy")
def numpy_array_of_objects():
    import numpy as np

    return np.array([{"a": 1}, None, "b"], dtype=object)


@refused("constructed", lambda array: [array.item(1)], needs="numpy")
def lock_in_a_numpy_array():
    import numpy as np

    return np.array([1, threading.Lock(), None], dtype=object)


@refused("constructed", lambda job: [job.function.pyfunc], needs="numpy")
def numpy_vectorized_lambda():
    import numpy as np

    return Job(function=np.vectorize(lambda x: x))


@refused(
    "https://github.com/hyperactive-project/Hyperactive/issues/17",
    lambda s: [s["model"]],
    needs="numpy",
)
def lambda_among_numpy_arrays():
    import numpy as np

    return {"alpha": np.linspace(0, 1), "model": lambda x: x, "points": np.zeros(10)}
