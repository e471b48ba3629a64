"""How a hostile case is declared, and the classes that several of them use."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

CASES = []

ITSELF = ()
CLASS = (("attr", "__class__"),)
# Instead of the steps to a culprit:
SOMETHING = ("?",)  # it does not cross, and it does not matter which part is named
AS_PICKLE_SAYS = ("=",)  # it crosses on the Pythons whose pickle accepts it
DEEP = ("deep",)  # it does not cross on the Pythons whose pickle does not go so deep


@dataclass(frozen=True)
class Hostile:
    """A hostile object, and the report that is expected.

    `culprits` are the steps from the object to each culprit, or one of the marks above.
    `stage` is that of every culprit; None if it does not matter.
    """

    make: Callable
    culprits: tuple
    stage: str | None
    timeout: float

    @property
    def name(self):
        return self.make.__name__


def hostile(*culprits, stage="dump", timeout=2.0):
    """Add a class or function that makes a hostile object to the cases."""

    def add(make):
        CASES.append(Hostile(make, culprits, stage, timeout))
        return make

    return add


def attr(name):
    return ("attr", name)


class Plain:
    pass


def with_lock():
    plain = Plain()
    plain.lock = threading.Lock()
    return plain


class Text(str):
    """A text that does nothing that a text can do."""

    def __bool__(self):
        raise ValueError

    __len__ = __format__ = __str__ = __repr__ = __getitem__ = __bool__


class Meta(type):
    """The class of classes that refuse to tell anything about themselves."""

    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__", "__name__", "__mro__", "__func__"):
            raise RuntimeError(name)
        return super().__getattribute__(name)

    def __hash__(cls):
        raise RuntimeError

    def __eq__(cls, other):
        raise RuntimeError


# In a list, because doctest asks every class of a module for its module.
OF_META = [Meta("OfMeta", (), {}), Meta("MetaError", (Exception,), {})]
