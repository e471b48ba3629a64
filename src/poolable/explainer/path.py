"""The path from a root to a part, as steps or as an expression, and the name of the root."""

from __future__ import annotations

import ast
import functools
import linecache
import pickle
from collections.abc import Callable
from contextlib import suppress
from types import CodeType, FrameType
from typing import Any

from poolable.explainer.introspect import class_name

Step = tuple[str, Any]
Steps = tuple[Step, ...]

LITERALS = frozenset(map(id, (str, bytes, int, float, bool, type(None))))
MAX_KEY_LENGTH = 40  # characters of a key that is written out
DEFAULT_NAME = "obj"  # of the root, where the call does not name it


def expression(name: str, steps: Steps) -> str:
    """Return the expression that leads from *name* along *steps*.

    >>> expression("task", (("attr", "pools"), ("item", "a"), ("index", 0)))
    "task.pools['a'][0]"
    """
    text = name
    for kind, value in steps:
        text = _STEP_FORMATS[kind](text, value)
    return text


def _attr(text: str, name: str) -> str:
    return f"{text}.{name}" if name.isidentifier() else f"getattr({text}, {key_text(name)})"


def _item(text: str, key: Any) -> str:
    return f"{text}[{key_text(key)}]"


def _state(text: str, key: Any) -> str:
    return f"{text}.__getstate__()" + ("" if key is None else f"[{key_text(key)}]")


_STEP_FORMATS: dict[str, Callable[[str, Any], str]] = {
    "attr": _attr,
    "item": _item,
    "state": _state,
    "index": lambda text, i: f"{text}[{i}]",
    "key": lambda text, i: f"list({text})[{i}]",
    "member": lambda text, _: f"next(iter({text}))",
    "closure": lambda text, name: f"inspect.getclosurevars({text}).nonlocals[{name!r}]",
    "global": lambda text, name: f"{text}.__globals__[{name!r}]",
    "reduce": lambda text, i: f"{text}.__reduce_ex__({pickle.DEFAULT_PROTOCOL})[{i}]",
}


def key_text(key: Any) -> str:
    """Return a key as source code; if it is long or no literal, its class.

    >>> key_text(("a", 1)), key_text(3.5), key_text([1]), key_text("a" * 99)
    ("('a', 1)", '3.5', '<list>', '<str>')
    """
    parts = key if type(key) is tuple else (key,)
    if all(id(type(part)) in LITERALS for part in parts):
        with suppress(ValueError):  # an int of thousands of digits
            text = repr(key)
            if len(text) <= MAX_KEY_LENGTH * len(parts):
                return text
    return f"<{class_name(key)}>"


class RootName:
    """The name that paths begin with: the given one, or the expression in the call.

    Most objects cross, and nobody asks for the name: the source is read only on demand.

    >>> RootName("task").text
    'task'
    """

    def __init__(self, given: str, caller: FrameType | None = None) -> None:
        self.given = given
        self.call = None if caller is None else (caller.f_code, caller.f_lasti)

    @functools.cached_property
    def text(self) -> str:
        """Return the name."""
        return self.given or (first_argument_text(*self.call) if self.call else DEFAULT_NAME)


def first_argument_text(code: CodeType, instruction: int) -> str:
    """Return the source of the first argument of the call at *instruction*.

    Returns:
        ``obj`` if that source is long, or contains a call, or cannot be read.

    """
    # An instruction has two bytes: https://docs.python.org/3/library/dis.html
    positions = list(code.co_positions())
    first, last, start, end = positions[instruction // 2]
    if first is None or last is None or start is None or end is None:
        return DEFAULT_NAME  # started with -X no_debug_ranges
    lines = [linecache.getline(code.co_filename, number) for number in range(first, last + 1)]
    try:
        texts = [line.encode() for line in lines]
        texts[-1] = texts[-1][:end]
        texts[0] = texts[0][start:]
        call = ast.parse(b"".join(texts).decode(), mode="eval").body
    except (SyntaxError, ValueError, IndexError):
        return DEFAULT_NAME
    if not isinstance(call, ast.Call) or not call.args:
        return DEFAULT_NAME
    text = ast.unparse(call.args[0])
    is_short = len(text) <= 2 * MAX_KEY_LENGTH
    return text if _is_name(call.args[0]) and is_short else DEFAULT_NAME


def _is_name(node: ast.expr) -> bool:
    """Tell whether an expression can be read again without calling anything."""
    if isinstance(node, ast.Attribute):
        return _is_name(node.value)
    if isinstance(node, ast.Subscript):
        return _is_name(node.value) and isinstance(node.slice, ast.Constant | ast.Name)
    return isinstance(node, ast.Name)
