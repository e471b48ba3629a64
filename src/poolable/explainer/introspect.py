"""The facts about an object that can be read without running its code.

An object may lie about its class, and its metaclass may raise. Therefore everything here asks
`type` and `object` themselves, except `error_text`.
"""

from __future__ import annotations

import types
from typing import Any

from poolable.explainer.time_limit import TookTooLong

# Classes are told apart by id: comparing or hashing them would ask their metaclass.
# Leaves have no parts, and nothing in them can be refused.
LEAVES = frozenset(map(id, (type(None), bool, int, float, complex, str, bytes, bytearray)))
SEQUENCES = frozenset(map(id, (list, tuple)))
SETS = frozenset(map(id, (set, frozenset)))
CONTAINERS = SEQUENCES | SETS | {id(dict)}

# The flag of a class that was made in Python, or in C in the same way:
# https://docs.python.org/3/c-api/typeobj.html#c.Py_TPFLAGS_HEAPTYPE
HEAP_TYPE = 1 << 9

MAX_ERROR_TEXT = 500  # characters

# Descriptors written in C that only return a stored value.
_C_ATTRIBUTES = frozenset({"__dict__", "args", "__self__"})


def mro(kind: type) -> tuple[type, ...]:
    """Return a class and its bases, in the order in which Python looks names up."""
    found: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return found


def class_dict(kind: type) -> dict[str, Any]:
    """Return the names that a class itself defines."""
    names: dict[str, Any] = type.__dict__["__dict__"].__get__(kind)
    return names


def attributes(obj: Any) -> dict[str, Any]:
    """Return the values that *obj* stores under a name, in its dict, its slots or in C."""
    found: dict[str, Any] = {}
    for kind in mro(type(obj)):
        names = class_dict(kind)
        for name, descriptor in names.items():
            if type(descriptor) is types.MemberDescriptorType or (
                type(descriptor) is types.GetSetDescriptorType and name in _C_ATTRIBUTES
            ):
                try:
                    value = descriptor.__get__(obj)
                except Exception:  # an empty slot
                    continue
                if name == "__dict__":
                    if type(value) is dict:
                        found.update((k, v) for k, v in value.items() if type(k) is str)
                else:
                    found.setdefault(name, value)
    return found


def class_name(obj: object) -> str:
    """Return the name of the class of *obj*, without its module."""
    return printable(type.__dict__["__name__"].__get__(type(obj)))


def type_name(obj: object) -> str:
    """Return the class of *obj* with its module; of a builtin class the name alone.

    >>> type_name(print), type_name(printable)
    ('builtin_function_or_method', 'function')
    """
    return qualified_name(type(obj)).removeprefix("builtins.")


def qualified_name(kind: type) -> str:
    """Return the name of a class with its module, such as ``_thread.lock``."""
    return f"{text_attribute(kind, '__module__')}.{text_attribute(kind, '__qualname__')}"


def text_attribute(obj: Any, name: str) -> str:
    """Return a text attribute of a class or a function; "?" if it has none."""
    get = type.__getattribute__ if issubclass(type(obj), type) else object.__getattribute__
    try:
        value = get(obj, name)
    except BaseException:
        return "?"
    return printable(value) if type(value) is str else "?"


def error_text(error: BaseException) -> str:
    """Return the text of *error*, ready to be printed; "" if it raises.

    Unlike the rest of this module it runs code of the object: the ``__str__`` of the error.
    """
    try:
        text = str.__str__(str(error))[:MAX_ERROR_TEXT]
    except TookTooLong:
        raise
    except BaseException:
        return ""
    return printable(text)


def printable(text: str) -> str:
    r"""Return *text* with escapes instead of characters that control a terminal.

    >>> printable("red: \x1b[31m")
    'red: \\x1b[31m'
    """
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)
