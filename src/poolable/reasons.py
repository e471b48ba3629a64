"""What a culprit is, why it does not cross, and which failure of the catalog that is."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from poolable.report import DUMP, FRESH

# By class, the own one or an inherited one: the failure, and the reason.
_KINDS = {
    "multiprocessing.pool.Pool": (
        "pool_in_self",
        "a pool belongs to the process that made it: leave it out of what is pickled.",
    ),
    "_thread.lock": (
        "lock_in_self",
        "a lock guards the memory of one process: leave it out, and make one on arrival.",
    ),
    "_thread.RLock": (
        "lock_in_self",
        "a lock guards the memory of one process: leave it out, and make one on arrival.",
    ),
    "threading.Thread": (
        "thread_in_self",
        "a thread runs in one process: leave it out, and start one on arrival.",
    ),
    "threading.Condition": (
        "lock_in_self",
        "a condition holds a lock of one process: leave it out, and make one on arrival.",
    ),
    "threading.Event": (
        "lock_in_self",
        "an event holds a lock of one process: leave it out, or use one of a Manager.",
    ),
    "threading.Semaphore": (
        "lock_in_self",
        "a semaphore of threading holds a lock of one process: leave it out, "
        "or use one of a Manager.",
    ),
    "_thread._local": (
        "lock_in_self",
        "thread-local data belongs to one thread: leave it out, and fill it on arrival.",
    ),
    "queue.Queue": (
        "queue_argument",
        "a queue of threads holds locks of one process: use a Manager's queue.",
    ),
    "_queue.SimpleQueue": (
        "queue_argument",
        "a queue of threads holds locks of one process: use a Manager's queue.",
    ),
    "concurrent.futures.thread.ThreadPoolExecutor": (
        "thread_executor_in_self",
        "an executor's threads and locks belong to one process: leave it out of what is pickled.",
    ),
    "concurrent.futures._base.Executor": (
        "executor_in_self",
        "an executor belongs to the process that made it: leave it out of what is pickled.",
    ),
    "concurrent.futures._base.Future": (
        "executor_in_self",
        "a future waits in the process that made it: send its result.",
    ),
    "multiprocessing.pool.ApplyResult": (
        "pool_in_self",
        "a result that is awaited stays with its pool: send what get() returns.",
    ),
    "multiprocessing.managers.BaseManager": (
        "manager_in_self",
        "a manager belongs to the process that started it: send its proxies.",
    ),
    "multiprocessing.queues.Queue": (
        "queue_argument",
        "a queue is inherited as a worker starts: hand it to the pool's initializer, "
        "or use a Manager's.",
    ),
    "multiprocessing.queues.SimpleQueue": (
        "queue_argument",
        "a queue is inherited as a worker starts: hand it to the pool's initializer, "
        "or use a Manager's.",
    ),
    "multiprocessing.synchronize.SemLock": (
        "not_shareable",
        "it is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.synchronize.Condition": (
        "not_shareable",
        "it is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.synchronize.Event": (
        "not_shareable",
        "it is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.sharedctypes.SynchronizedBase": (
        "not_shareable",
        "shared memory is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.heap.BufferWrapper": (
        "not_shareable",
        "shared memory is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.heap.Arena": (
        "not_shareable",
        "shared memory is inherited as a worker starts: hand it to the pool's initializer.",
    ),
    "multiprocessing.process.BaseProcess": (
        "thread_in_self",
        "a process is known to the process that started it alone: leave it out.",
    ),
    "builtins.generator": (
        "generator_argument",
        "a generator is a running frame: send a list of what it yields, "
        "or what it is made from.",
    ),
    "builtins.coroutine": (
        "generator_argument",
        "a coroutine is a running frame: send what it is made from, and await it in the worker.",
    ),
    "builtins.async_generator": (
        "generator_argument",
        "a generator is a running frame: send what it is made from.",
    ),
    "_io._IOBase": (
        "file_in_self",
        "an open file belongs to one process: send its name, and open it in the worker.",
    ),
    "tempfile._TemporaryFileWrapper": (
        "file_in_self",
        "an open file belongs to one process: send its name, and open it in the worker.",
    ),
    "_socket.socket": (
        "socket_in_self",
        "a connection belongs to one process: connect in the worker.",
    ),
    "sqlite3.Connection": (
        "connection_in_self",
        "a connection belongs to one process: connect in the worker.",
    ),
    "sqlite3.Cursor": (
        "connection_in_self",
        "a cursor belongs to a connection of one process: connect in the worker.",
    ),
    "builtins.module": (
        "module_in_self",
        "a module is imported, not sent: import it where it is used.",
    ),
    "weakref.ReferenceType": (
        "weakref_in_self",
        "a weak reference means an object of this process: send the object, or its key.",
    ),
    "builtins.weakref": (
        "weakref_in_self",
        "a weak reference means an object of this process: send the object, or its key.",
    ),
    "weakref.WeakValueDictionary": (
        "weakref_in_self",
        "a weak dictionary means objects of this process: send a dict of them.",
    ),
    "weakref.WeakKeyDictionary": (
        "weakref_in_self",
        "a weak dictionary means objects of this process: send a dict of them.",
    ),
    "_weakrefset.WeakSet": (
        "weakref_in_self",
        "a weak set means objects of this process: send a set of them.",
    ),
    "_ctypes._Pointer": (
        "ctypes_pointer",
        "a pointer means an address of this process: send what it points to.",
    ),
    "_ctypes.CFuncPtr": (
        "ctypes_pointer",
        "a pointer means an address of this process: load the library in the worker.",
    ),
    "_ctypes._SimpleCData": (
        "ctypes_pointer",
        "a pointer means an address of this process: send what it points to.",
    ),
}
_RESOURCE = "connection_in_self"  # of what belongs to one process, and has no failure of its own
# modules of the standard library whose classes hold what others put into them
_TRANSPARENT = frozenset(
    {"builtins", "collections", "types", "functools", "argparse", "abc", "typing", "enum"}
    | {"dataclasses", "__main__", "copyreg", "itertools", "operator", "__mp_main__", "_io"}
    | {"configparser", "optparse", "string", "email", "ast", "pathlib", "datetime", "this"}
)


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
    if error.startswith("RecursionError") and stage == DUMP:
        return Told(
            "deep_nesting",
            "it is nested deeper than pickle follows: send its parts in a flat list.",
        )
    if step in ("hang", "end"):
        return Told("setstate_raises", "rebuilding it stops the worker: mend how it is rebuilt.")
    if stage == DUMP:
        return _refused(obj, error)
    return _not_rebuilt(obj, stage, step, error)


def _refused(obj: Any, error: str) -> Told:
    if type(obj) is FunctionType or isinstance(obj, type):
        return _not_found(obj, error)
    for kind in _line(type(obj)):
        known = _KINDS.get(_name(kind))
        if known is not None:
            return Told(*known)
    if _text(type(obj), "__module__") == "itertools":
        return Told(
            "itertools_in_self",
            "iterators of itertools do not pickle since Python 3.14: send a list.",
        )
    if error.startswith("TimeoutError"):
        return Told("generator_argument", "pickling it does not end: send less of it.")
    if "cannot pickle" in error and _name(type(obj)) in error.replace("'", " builtins."):
        pass
    if _defines(type(obj), ("__reduce__", "__reduce_ex__", "__getstate__")):
        return Told("setstate_raises", "its own reducer raises: mend it, or send plain data.")
    return Told(
        _RESOURCE,
        f"{_article(_text(type(obj), '__name__'))} belongs to the process that made it: "
        "leave it out, and make one in the worker.",
    )


def _not_found(obj: Any, error: str) -> Told:
    """Tell why pickle, which sends the names of functions and classes, finds another or none."""
    what = "class" if isinstance(obj, type) else "function"
    name = _text(obj, "__qualname__")
    if "<lambda>" in name:
        return Told("lambda_task", "a lambda has no name to be found by: use a function of a module.")
    if "<locals>" in name:
        return Told(
            f"local_{what}",
            f"a {what} made in a function cannot be found by name: move it to a module.",
        )
    if "not the same object" in error or "it's not" in error:
        failure = "decorated_function" if what == "function" else "renamed_namedtuple"
        return Told(
            failure,
            f"its name {name} leads to another object: give it a name of its own in its module.",
        )
    return Told(
        "renamed_namedtuple" if what == "class" else "decorated_function",
        f"its name {name} is not in its module: call it there what it calls itself.",
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
    if isinstance(obj, BaseException):
        return Told(
            "exception_with_init",
            "it is rebuilt from its args, which its __init__ does not take: "
            "pass all of them to super().__init__(), or give it a __reduce__.",
        )
    if step == "make" and callable(obj) and hasattr(type(obj), "__func__"):
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
        if kind != "attr":
            continue
        if _is_of_library(type(obj)):
            return place
        private = str(name).startswith("_") and name not in _own_names(obj)
        if private and any(map(_is_of_library, _line(type(obj))[1:])):
            return place
    return len(line) - 1


def _own_names(obj: Any) -> frozenset[str]:
    """Return private names that are not of the standard library: mangled by its own class."""
    mangled = tuple(f"_{_text(kind, '__name__').lstrip('_')}__" for kind in _line(type(obj)))
    names = getattr(obj, "__dict__", None)
    names = names if type(names) is dict else {}
    return frozenset(n for n in names if isinstance(n, str) and n.startswith(mangled)) | {
        "__class__",
        "__self__",
    }


def _is_of_library(kind: type) -> bool:
    """Tell a class of the standard library that keeps its parts to itself."""
    root = _text(kind, "__module__").partition(".")[0]
    return (
        root in sys.stdlib_module_names
        and root not in _TRANSPARENT
        and bool(kind.__flags__ & _MADE_IN_PYTHON)
        and not issubclass(kind, type)
    )


_MADE_IN_PYTHON = 1 << 9  # Py_TPFLAGS_HEAPTYPE


def type_name(obj: object) -> str:
    """Return the class of *obj* with its module, whatever it says of itself."""
    return _name(type(obj)).removeprefix("builtins.")


def _name(kind: type) -> str:
    return f"{_text(kind, '__module__')}.{_text(kind, '__qualname__')}"


def _text(obj: Any, name: str) -> str:
    """Return a text attribute of a class or a function, without asking its metaclass."""
    get = type.__getattribute__ if isinstance(obj, type) else object.__getattribute__
    try:
        value = get(obj, name)
    except Exception:
        return "?"
    return value if type(value) is str else "?"


def _line(kind: type) -> tuple[type, ...]:
    """Return a class and what it inherits from, without asking its metaclass."""
    line: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return line


def _defines(kind: type, names: tuple[str, ...]) -> bool:
    """Tell whether a class of Python code has one of *names* by itself."""
    python = (one for one in _line(kind)[:-1] if one.__flags__ & _MADE_IN_PYTHON)
    spaces = (type.__dict__["__dict__"].__get__(one) for one in python)
    return any(type(space.get(name)) is FunctionType for space in spaces for name in names)


def _article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
