"""Plain objects: their classes override nothing that pickle asks for."""

from __future__ import annotations

import copyreg
import enum
import types
from abc import ABCMeta

from poolable.explainer.introspect import HEAP_TYPE, LEAVES, class_dict, mro
from poolable.explainer.reduction import PROTOCOL

PICKLE_HOOKS = (
    *("__reduce_ex__", "__reduce__", "__getstate__", "__getnewargs__", "__getnewargs_ex__"),
    *("__class__", "__getattribute__"),
)


class PlainStorage(enum.Enum):
    """Where a plain object keeps its attributes."""

    DICT = "dict"
    """In its ``__dict__`` alone."""
    SLOTS = "slots"
    """In slots, and perhaps in its ``__dict__`` as well."""


def plain_storage(obj: object) -> PlainStorage | None:
    """Return where a plain object keeps its attributes.

    Returns:
        None if its class, or a base written in C, customises pickling.

    """
    kind = type(obj)
    if not _leaves_it_to_object(kind):
        return None
    try:
        object.__reduce_ex__(obj, PROTOCOL)
    except TypeError:  # a base written in C stores more than `object` can see
        return None
    # https://github.com/python/cpython/blob/v3.13.0/Lib/copyreg.py#L107
    slots = copyreg._slotnames(kind)  # type: ignore[attr-defined] # private
    return PlainStorage.DICT if kind.__dictoffset__ != 0 and not slots else PlainStorage.SLOTS


def _leaves_it_to_object(kind: type) -> bool:
    """Tell whether a class leaves everything that pickle asks for to ``object``."""
    if (
        (type(kind) is not type and type(kind) is not ABCMeta)
        or id(kind) in LEAVES
        or issubclass(kind, (list, dict))
    ):
        return False
    for base in mro(kind)[:-1]:
        if not base.__flags__ & HEAP_TYPE:
            return False  # written in C: it may refuse
        names = class_dict(base)
        if any(name in names for name in PICKLE_HOOKS):
            return False
        # a class may replace __dict__ by a property of its own
        if not isinstance(names.get("__dict__"), (types.GetSetDescriptorType, type(None))):
            return False
    return True
