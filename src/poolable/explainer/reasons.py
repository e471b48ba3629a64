"""The reason why a culprit does not cross, in words, and its failure in the catalog."""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple

from poolable.explainer.fault import Fault, Stage
from poolable.explainer.introspect import (
    HEAP_TYPE,
    class_dict,
    mro,
    qualified_name,
    text_attribute,
)
from poolable.explainer.known_classes import BY_CLASS
from poolable.explainer.path import Steps


class Reason(NamedTuple):
    """The name of a failure of the catalog, and a sentence: the reason and the remedy."""

    failure: str
    sentence: str


# The failure of an object that belongs to one process, and has no failure of its own.
_FALLBACK_FAILURE = "connection_in_self"

_REDUCER_HANGS = Reason("setstate_raises", "its reducer does not return: fix it.")
_STOPS_THE_WORKER = Reason(
    "setstate_raises", "rebuilding it hangs or ends the worker: fix its __setstate__ or reducer."
)
_BY_FAULT = {
    Fault.MAIN: Reason(
        "missing_guard",
        "a worker imports the main module first, and that fails: "
        "put its top-level code under if __name__ == '__main__'.",
    ),
    Fault.DEEP: Reason(
        "deep_nesting",
        "it is nested deeper than pickle can follow: send its parts in a flat list.",
    ),
    Fault.ENDLESS: Reason(
        "setstate_raises", "its reducer makes new objects without end: fix the reducer."
    ),
    Fault.SLOW: Reason(
        "setstate_raises",
        "pickling it does not end in time: send less, fix its reducer, or raise the timeout.",
    ),
    Fault.HANG: _STOPS_THE_WORKER,
    Fault.END: _STOPS_THE_WORKER,
}


def reason_for(obj: Any, stage: Stage, fault: Fault | None, error: str) -> Reason:
    """Return why *obj* does not cross.

    Args:
        obj: the culprit.
        stage: where it stops.
        fault: how it fails; None if the exception alone tells.
        error: class and text of the exception.

    """
    if fault is Fault.HANG and stage is Stage.DUMP:
        return _REDUCER_HANGS
    if fault in _BY_FAULT:
        return _BY_FAULT[fault]
    if stage is Stage.DUMP:
        return _refused(obj, error)
    return _not_rebuilt(obj, stage, fault, error)


def _refused(obj: Any, error: str) -> Reason:
    if "changed size during iteration" in error:
        return Reason("setstate_raises", "it changes while it is pickled: send a copy of it.")
    if type(obj) is FunctionType or issubclass(type(obj), type):
        return _not_found(obj, error)
    for kind in mro(type(obj)):
        known = BY_CLASS.get(qualified_name(kind))
        if known is not None:
            return Reason(*known)
    if text_attribute(type(obj), "__module__") == "itertools":
        return Reason(
            "itertools_in_self",
            "iterators of itertools do not pickle since Python 3.14: send a list.",
        )
    if _defines(type(obj), ("__reduce__", "__reduce_ex__", "__getstate__")):
        return Reason("setstate_raises", "its own reducer raises: fix it, or send plain data.")
    return Reason(
        _FALLBACK_FAILURE,
        f"{_with_article(text_attribute(type(obj), '__name__'))} belongs to the process that "
        "made it: leave it out, and make one in the worker.",
    )


def _not_found(obj: Any, error: str) -> Reason:
    """Return why pickle, which sends classes and functions by name, finds another or none."""
    what = "class" if issubclass(type(obj), type) else "function"
    name = text_attribute(obj, "__qualname__")
    if "<lambda>" in name:
        return Reason(
            "lambda_task",
            "a lambda has no name that a worker could look up: use a function of a module.",
        )
    if "<locals>" in name:
        return Reason(
            f"local_{what}",
            f"a {what} defined in a function cannot be found by name: "
            "define it at the top level of a module.",
        )
    failure = "renamed_namedtuple" if what == "class" else "decorated_function"
    # https://github.com/python/cpython/blob/v3.14.8/Lib/pickle.py#L354
    if "not the same object" in error:
        return Reason(
            failure, f"its module has another object called {name}: give it a name of its own."
        )
    return Reason(
        failure, f"its module has nothing called {name}: assign it to that name in its module."
    )


def _not_rebuilt(obj: Any, stage: Stage, fault: Fault | None, error: str) -> Reason:
    if fault is Fault.FIND:
        return _not_found_by_worker(obj)
    if issubclass(type(obj), BaseException):
        return Reason(
            "exception_with_init",
            "pickle rebuilds it from its args, which its __init__ does not accept: "
            "pass all of them to super().__init__(), or give it a __reduce__.",
        )
    # a method: pickle rebuilds it with getattr(object, name)
    if fault is Fault.MAKE and any("__func__" in class_dict(kind) for kind in mro(type(obj))):
        return Reason(
            "private_method",
            "a worker looks the method up by a name that its object does not have: rename it.",
        )
    if error.startswith("RecursionError"):
        return Reason(
            "getattr_without_guard",
            "its __getattr__ reads an attribute that is not set yet: "
            "raise AttributeError for names that begin with two underscores.",
        )
    if fault is Fault.STATE:
        return Reason("setstate_raises", "its __setstate__ raises: fix it, or send plain data.")
    if stage is Stage.FRESH:
        return Reason(
            _FALLBACK_FAILURE,
            "it needs something that only this process has: "
            "rebuild it from plain data in the worker.",
        )
    return Reason(
        "setstate_raises",
        "it cannot be rebuilt from the answer of its reducer: fix the reducer.",
    )


def _not_found_by_worker(obj: Any) -> Reason:
    module = text_attribute(obj, "__module__")
    if module in ("__main__", "__mp_main__"):
        return Reason(
            "notebook_function",
            "a worker has another __main__, without it: put it into a file to import.",
        )
    return Reason(
        "name_under_guard",
        f"a worker that imports {module} does not find it there: define it at the top level.",
    )


def owner_index(line: list[Any], steps: list[Steps]) -> int:
    """Return the place in *line* of the object that a reader knows.

    The lock of an executor is a private part of it: the reader knows the executor.

    Args:
        line: the objects from the root to the culprit.
        steps: the steps from each to the next.

    """
    for place, (obj, step) in enumerate(zip(line, steps, strict=False)):
        kind, name = step[0]
        if kind != "attr" or name in ("__class__", "__self__"):
            continue
        names = [qualified_name(base) for base in mro(type(obj))]
        if names[0] in BY_CLASS:
            return place
        private = str(name).startswith("_") and not str(name).startswith(_mangled(type(obj)))
        # A manager keeps its finalizer under this name:
        # https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/managers.py#L575
        private = private or name == "shutdown"
        if private and any(each in BY_CLASS for each in names):
            return place
    return len(line) - 1


def _mangled(kind: type) -> str:
    """Return the beginning of the private names of a class."""
    return f"_{text_attribute(kind, '__name__').lstrip('_')}__"


def _defines(kind: type, names: tuple[str, ...]) -> bool:
    """Tell whether a class written in Python defines a function under one of *names*."""
    bases = (base for base in mro(kind)[:-1] if base.__flags__ & HEAP_TYPE)
    spaces = (class_dict(base) for base in bases)
    return any(type(space.get(name)) is FunctionType for space in spaces for name in names)


def _with_article(word: str) -> str:
    """Return *word* with "a" or "an".

    >>> _with_article("lock"), _with_article("Event")
    ('a lock', 'an Event')
    """
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
