"""What a culprit is, why it does not cross, and which failure of the catalog that is."""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType
from typing import Any

from poolable.explainer.introspect import (
    HEAP_TYPE,
    class_dict,
    mro,
    qualified_name,
    text_attribute,
)
from poolable.explainer.known_classes import KINDS
from poolable.explainer.report import DUMP, FRESH

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
    if step == "slow":
        return Told(
            "setstate_raises",
            "pickling it does not end in time: send less, mend its reducer, or wait longer.",
        )
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
    for kind in mro(type(obj)):
        known = KINDS.get(qualified_name(kind))
        if known is not None:
            return Told(*known)
    if text_attribute(type(obj), "__module__") == "itertools":
        return Told(
            "itertools_in_self",
            "iterators of itertools do not pickle since Python 3.14: send a list.",
        )
    if _defines(type(obj), ("__reduce__", "__reduce_ex__", "__getstate__")):
        return Told("setstate_raises", "its own reducer raises: mend it, or send plain data.")
    return Told(
        _RESOURCE,
        f"{_article(text_attribute(type(obj), '__name__'))} belongs to the process that made it: "
        "leave it out, and make one in the worker.",
    )


def _not_found(obj: Any, error: str) -> Told:
    """Tell why pickle, which sends the names of functions and classes, finds another or none."""
    what = "class" if issubclass(type(obj), type) else "function"
    name = text_attribute(obj, "__qualname__")
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
        module = text_attribute(obj, "__module__")
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
    if step == "make" and any("__func__" in class_dict(kind) for kind in mro(type(obj))):
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
        known = [qualified_name(one) for one in mro(type(obj))]
        if known[0] in KINDS:
            return place
        private = str(name).startswith("_") and not str(name).startswith(_mangled(type(obj)))
        private = private or name == "shutdown"  # what a manager calls its finalizer
        if private and any(one in KINDS for one in known):
            return place
    return len(line) - 1


def _mangled(kind: type) -> str:
    """Return what the private names of a class begin with."""
    return f"_{text_attribute(kind, '__name__').lstrip('_')}__"


def _defines(kind: type, names: tuple[str, ...]) -> bool:
    """Tell whether a class of Python code has one of *names* by itself."""
    python = (one for one in mro(kind)[:-1] if one.__flags__ & HEAP_TYPE)
    spaces = (class_dict(one) for one in python)
    return any(type(space.get(name)) is FunctionType for space in spaces for name in names)


def _article(word: str) -> str:
    return f"{'an' if word[:1].lower() in 'aeiou' else 'a'} {word}"
