"""Which objects leave everything that pickle asks for to ``object`` itself."""

from __future__ import annotations

import copyreg
import types
from abc import ABCMeta

from poolable.explainer.introspect import HEAP_TYPE, LEAVES, class_dict, mro
from poolable.explainer.reduction import PROTOCOL

DICT, SLOTS = 1, 2  # where plain objects keep what they hold
_ASKED = (
    *("__reduce_ex__", "__reduce__", "__getstate__", "__getnewargs__", "__getnewargs_ex__"),
    *("__class__", "__getattribute__"),
)


def plainness(obj: object) -> int:
    """Return ``DICT`` if a plain object has all that it holds in its dict, else ``SLOTS``.

    Returns:
        0 if its class, or what it was made in, has a say in how it is pickled.

    """
    kind = type(obj)
    if not _leaves_it_to_object(kind):
        return 0
    try:
        object.__reduce_ex__(obj, PROTOCOL)
    except TypeError:  # a class made in C holds more than object knows
        return 0
    only_a_dict = kind.__dictoffset__ != 0 and not copyreg._slotnames(kind)  # type: ignore
    return DICT if only_a_dict else SLOTS


def _leaves_it_to_object(kind: type) -> bool:
    """Tell whether a class overrides nothing that pickle asks for."""
    if (
        (type(kind) is not type and type(kind) is not ABCMeta)
        or id(kind) in LEAVES
        or issubclass(kind, (list, dict))
    ):
        return False
    for one in mro(kind)[:-1]:
        if not one.__flags__ & HEAP_TYPE:
            return False  # made in C: it may refuse
        names = class_dict(one)
        if any(name in names for name in _ASKED):
            return False
        if not isinstance(names.get("__dict__"), (types.GetSetDescriptorType, type(None))):
            return False
    return True
