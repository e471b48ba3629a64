"""Where an object stops on its way to a worker, and how: stages, faults, broken objects."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import NamedTuple

from poolable.explainer.introspect import class_name, error_text

NO_PLACE = -1
"""The place of an object that the unpickler does not remember."""


class Stage(StrEnum):
    """The last stage that an object reaches."""

    DUMP = "dump"
    """It cannot be pickled."""
    LOAD = "load"
    """It can be pickled, but it cannot be rebuilt anywhere."""
    FRESH = "fresh"
    """It can be rebuilt in this process, but not in a new interpreter."""


class Fault(StrEnum):
    """How an object fails, where the exception alone does not tell."""

    DEEP = "deep"
    """It is nested deeper than pickle can follow."""
    ENDLESS = "endless"
    """Its reducer makes new objects without end."""
    SLOW = "slow"
    """Pickling it takes longer than the time limit, and no single object is to blame."""
    HANG = "hang"
    """Its reducer, or rebuilding it, does not return in time."""
    FIND = "find"
    """The unpickler does not find a class or a function by its name."""
    MAKE = "make"
    """The call that makes the object raises."""
    STATE = "state"
    """Giving the object its state raises."""
    PUT = "put"
    """An item cannot be put into its container."""
    LOAD = "load"
    """Loading raises, and the unpickler written in C does not tell where."""
    END = "end"
    """Rebuilding it ends the process."""
    MAIN = "main"
    """A worker cannot import the main module."""


class Broken(NamedTuple):
    """An object that was pickled and cannot be rebuilt."""

    place: int
    """Its place in the memo of the unpickler, or `NO_PLACE`."""
    fault: Fault
    kind: str
    """The class of the exception."""
    error: str
    """The text of the exception."""
    extension: int | None = None
    """The code of a class that is registered in ``copyreg``, which has no place in the memo."""


def broken(place: int, fault: Fault, error: BaseException, extension: int | None = None) -> Broken:
    """Describe the object at *place*, which *error* keeps from being rebuilt."""
    return Broken(place, fault, class_name(error), error_text(error), extension)


def to_json(found: list[Broken]) -> bytes:
    """Return broken objects as bytes for another process."""
    return json.dumps(found).encode()


def from_json(answer: bytes) -> list[Broken]:
    """Return the broken objects that another process has sent.

    >>> from_json(to_json([Broken(2, Fault.FIND, "AttributeError", "no such name")]))[0].fault
    <Fault.FIND: 'find'>
    """
    return [Broken(place, Fault(fault), *rest) for place, fault, *rest in json.loads(answer)]
