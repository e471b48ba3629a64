"""What a culprit is, why it does not cross, and which failure of the catalog that is."""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType
from typing import Any

from poolable.graph import HEAP_TYPE
from poolable.parts import line_of, namespace
from poolable.report import DUMP, FRESH

# By class, the own one or an inherited one: the failure, and the reason.
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "pool_in_self",
        "a pool belongs to the process that made it: leave it out of what is pickled.",
        ("multiprocessing.pool.Pool",),
    ),
    (
        "lock_in_self",
        "a lock guards the memory of one process: leave it out, and make one on arrival.",
        (
            "_thread.lock",
            "_thread.RLock",
        ),
    ),
    (
        "thread_in_self",
        "a thread runs in one process: leave it out, and start one on arrival.",
        ("threading.Thread",),
    ),
    (
        "lock_in_self",
        "a condition holds a lock of one process: leave it out, and make one on arrival.",
        ("threading.Condition",),
    ),
    (
        "lock_in_self",
        "an event holds a lock of one process: leave it out, or use one of a Manager.",
        (
            "threading.Event",
            "threading.Barrier",
        ),
    ),
    (
        "lock_in_self",
        "a semaphore of threading holds a lock of one process: leave it out, or use one "
        "of a Manager.",
        ("threading.Semaphore",),
    ),
    (
        "lock_in_self",
        "thread-local data belongs to one thread: leave it out, and fill it on arrival.",
        ("_thread._local",),
    ),
    (
        "queue_argument",
        "a queue of threads holds locks of one process: use a Manager's queue.",
        (
            "queue.Queue",
            "_queue.SimpleQueue",
        ),
    ),
    (
        "thread_executor_in_self",
        "an executor's threads and locks belong to one process: leave it out of what is pickled.",
        ("concurrent.futures.thread.ThreadPoolExecutor",),
    ),
    (
        "not_shareable",
        "an executor belongs to the interpreter that made it: leave it out of what is pickled.",
        ("concurrent.futures.interpreter.InterpreterPoolExecutor",),
    ),
    (
        "executor_in_self",
        "an executor belongs to the process that made it: leave it out of what is pickled.",
        ("concurrent.futures._base.Executor",),
    ),
    (
        "executor_in_self",
        "a future waits in the process that made it: send its result.",
        ("concurrent.futures._base.Future",),
    ),
    (
        "pool_in_self",
        "a result that is awaited stays with its pool: send what get() returns.",
        ("multiprocessing.pool.ApplyResult",),
    ),
    (
        "manager_in_self",
        "a manager belongs to the process that started it: send its proxies.",
        ("multiprocessing.managers.BaseManager",),
    ),
    (
        "queue_argument",
        "a queue is inherited as a worker starts: hand it to the pool's initializer, or "
        "use a Manager's.",
        (
            "multiprocessing.queues.Queue",
            "multiprocessing.queues.SimpleQueue",
        ),
    ),
    (
        "queue_argument",
        "it is inherited as a worker starts: hand it to the pool's initializer.",
        (
            "multiprocessing.synchronize.SemLock",
            "multiprocessing.synchronize.Condition",
            "multiprocessing.synchronize.Event",
        ),
    ),
    (
        "queue_argument",
        "shared memory is inherited as a worker starts: hand it to the pool's initializer.",
        (
            "multiprocessing.sharedctypes.SynchronizedBase",
            "multiprocessing.heap.BufferWrapper",
            "multiprocessing.heap.Arena",
        ),
    ),
    (
        "thread_in_self",
        "a process is known to the process that started it alone: leave it out.",
        (
            "multiprocessing.process.BaseProcess",
            "subprocess.Popen",
        ),
    ),
    (
        "generator_argument",
        "a generator is a running frame: send a list of what it yields, or what it is made from.",
        (
            "builtins.generator",
            "contextlib._GeneratorContextManagerBase",
        ),
    ),
    (
        "generator_argument",
        "a coroutine is a running frame: send what it is made from, and await it in the worker.",
        ("builtins.coroutine",),
    ),
    (
        "generator_argument",
        "a generator is a running frame: send what it is made from.",
        ("builtins.async_generator",),
    ),
    (
        "file_in_self",
        "an open file belongs to one process: send its name, and open it in the worker.",
        (
            "_io._IOBase",
            "tempfile._TemporaryFileWrapper",
        ),
    ),
    (
        "socket_in_self",
        "a connection belongs to one process: connect in the worker.",
        ("_socket.socket",),
    ),
    (
        "connection_in_self",
        "a connection belongs to one process: connect in the worker.",
        ("sqlite3.Connection",),
    ),
    (
        "connection_in_self",
        "a cursor belongs to a connection of one process: connect in the worker.",
        ("sqlite3.Cursor",),
    ),
    (
        "module_in_self",
        "a module is imported, not sent: import it where it is used.",
        ("builtins.module",),
    ),
    (
        "weakref_in_self",
        "a weak reference means an object of this process: send the object, or its key.",
        (
            "weakref.ReferenceType",
            "builtins.weakref",
        ),
    ),
    (
        "weakref_in_self",
        "a weak collection means objects of this process: send a plain one.",
        (
            "weakref.WeakValueDictionary",
            "weakref.WeakKeyDictionary",
            "_weakrefset.WeakSet",
        ),
    ),
    (
        "ctypes_pointer",
        "a pointer means an address of this process: send what it points to.",
        (
            "_ctypes._Pointer",
            "_ctypes._SimpleCData",
        ),
    ),
    (
        "ctypes_pointer",
        "a pointer means an address of this process: load the library in the worker.",
        ("_ctypes.CFuncPtr",),
    ),
    (
        "logging_under_guard",
        "a handler holds a lock and a stream of one process: set up logging in the worker.",
        ("logging.Handler",),
    ),
    (
        "thread_in_self",
        "an event loop runs in one thread of one process: leave it out, and run one in the worker.",
        ("asyncio.events.AbstractEventLoop",),
    ),
)
_KINDS = {name: (failure, why) for failure, why, names in _GROUPS for name in names}
_RESOURCE = "connection_in_self"  # of what belongs to one process, and has no failure of its own


@dataclass(frozen=True)
class Told:
    """The reason in words."""

    failure: str
    sentence: str


def tell(obj: Any, stage: str, step: str, error: str) -> Told:
    """Return why *obj* did not get past *stage*."""
    if step == "main":
        return Told(
            "missing_guard",
            "a worker imports the main module first, and cannot: "
            "guard what it does with if __name__ == '__main__'.",
        )
    if step == "deep":
        return Told(
            "deep_nesting",
            "it is nested deeper than pickle follows: send its parts in a flat list.",
        )
    if step == "endless":
        return Told("setstate_raises", "it makes new objects without end: mend its reducer.")
    if step == "hang" and stage == DUMP:
        return Told("setstate_raises", "its reducer does not come back: mend it.")
    if step in ("hang", "end"):
        return Told("setstate_raises", "rebuilding it stops the worker: mend how it is rebuilt.")
    if stage == DUMP:
        return _refused(obj, error)
    return _not_rebuilt(obj, stage, step, error)


def _refused(obj: Any, error: str) -> Told:
    if "changed size during iteration" in error:
        return Told("setstate_raises", "it changes while it is pickled: send a copy of it.")
    if type(obj) is FunctionType or issubclass(type(obj), type):
        return _not_found(obj, error)
    for kind in line_of(type(obj)):
        known = _KINDS.get(_name(kind))
        if known is not None:
            return Told(*known)
    if _text(type(obj), "__module__") == "itertools":
        return Told(
            "itertools_in_self",
            "iterators of itertools do not pickle since Python 3.14: send a list.",
        )
    if _defines(type(obj), ("__reduce__", "__reduce_ex__", "__getstate__")):
        return Told("setstate_raises", "its own reducer raises: mend it, or send plain data.")
    return Told(
        _RESOURCE,
        f"{_article(_text(type(obj), '__name__'))} belongs to the process that made it: "
        "leave it out, and make one in the worker.",
    )


def _not_found(obj: Any, error: str) -> Told:
    """Tell why pickle, which sends the names of functions and classes, finds another or none."""
    what = "class" if issubclass(type(obj), type) else "function"
    name = _text(obj, "__qualname__")
    if "<lambda>" in name:
        return Told(
            "lambda_task", "a lambda has no name to be found by: use a function of a module."
        )
    if "<locals>" in name:
        return Told(
            f"local_{what}",
            f"a {what} defined in a function cannot be found by name: "
            "define it at the top level of a module.",
        )
    if "not the same object" in error:
        failure = "decorated_function" if what == "function" else "renamed_namedtuple"
        return Told(
            failure,
            f"its name {name} leads to another object: give it a name of its own in its module.",
        )
    return Told(
        "renamed_namedtuple" if what == "class" else "decorated_function",
        f"its module has nothing called {name}: bind it there to the name that it calls itself.",
    )


def _not_rebuilt(obj: Any, stage: str, step: str, error: str) -> Told:
    if step == "find":
        module = _text(obj, "__module__")
        if module in ("__main__", "__mp_main__"):
            return Told(
                "notebook_function",
                "a worker does not have it in its __main__: put it into a file to import.",
            )
        return Told(
            "name_under_guard",
            f"a worker that imports {module} does not find it there: define it at the top level.",
        )
    if issubclass(type(obj), BaseException):
        return Told(
            "exception_with_init",
            "it is rebuilt from its args, which its __init__ does not take: "
            "pass all of them to super().__init__(), or give it a __reduce__.",
        )
    if step == "make" and any("__func__" in namespace(kind) for kind in line_of(type(obj))):
        return Told(
            "private_method", "a worker looks it up by a name that it does not have: rename it."
        )
    if error.startswith("RecursionError"):
        return Told(
            "getattr_without_guard",
            "its __getattr__ asks for an attribute that is not there yet: "
            "refuse names with two underscores first.",
        )
    if step == "state":
        return Told("setstate_raises", "its __setstate__ raises: mend it, or send plain data.")
    if stage == FRESH:
        return Told(
            _RESOURCE,
            "it needs what only this process has: rebuild it from plain data in the worker.",
        )
    return Told("setstate_raises", "what it is reduced to cannot be rebuilt: mend its reducer.")


def owner(line: list[Any], steps: list[Any]) -> int:
    """Return the place in *line* of what its reader knows: the executor, not a lock in it.

    Args:
        line: the objects from the root to the culprit.
        steps: the steps from each to the next.
    """
    for place, (obj, step) in enumerate(zip(line, steps, strict=False)):
        kind, name = step[0]
        if kind != "attr" or name in ("__class__", "__self__"):
            continue
        known = [_name(one) for one in line_of(type(obj))]
        if known[0] in _KINDS:
            return place
        private = str(name).startswith("_") and not str(name).startswith(_mangled(type(obj)))
        private = private or name == "shutdown"  # what a manager calls its finalizer
        if private and any(one in _KINDS for one in known):
            return place
    return len(line) - 1


def _mangled(kind: type) -> str:
    """Return what the private names of a class begin with."""
    return f"_{_text(kind, '__name__').lstrip('_')}__"


def type_name(obj: object) -> str:
    """Return the class of *obj* with its module, whatever it says of itself."""
    return _name(type(obj)).removeprefix("builtins.")


def _name(kind: type) -> str:
    return f"{_text(kind, '__module__')}.{_text(kind, '__qualname__')}"


def _text(obj: Any, name: str) -> str:
    """Return a text attribute of a class or a function, without asking its metaclass."""
    get = type.__getattribute__ if issubclass(type(obj), type) else object.__getattribute__
    try:
        value = get(obj, name)
    except BaseException:
        return "?"
    return value if type(value) is str else "?"


def _defines(kind: type, names: tuple[str, ...]) -> bool:
    """Tell whether a class of Python code has one of *names* by itself."""
    python = (one for one in line_of(kind)[:-1] if one.__flags__ & HEAP_TYPE)
    spaces = (namespace(one) for one in python)
    return any(type(space.get(name)) is FunctionType for space in spaces for name in names)


def _article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
