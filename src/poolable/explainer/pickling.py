"""Pickling as a pool does it, and the judgement of the C pickler about one object alone."""

from __future__ import annotations

import _pickle
import copyreg
import io
import sys
from multiprocessing.reduction import ForkingPickler
from typing import Any

from poolable.explainer.reduction import PROTOCOL

# https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/reduction.py#L33-L46
POOL_REDUCERS = ForkingPickler._extra_reducers  # type: ignore[attr-defined] # private


def dump(obj: object) -> bytes:
    """Return *obj* as a pool pickles it, at the speed of the C pickler."""
    file = InterruptibleFile()
    _Pickler(file, PROTOCOL).dump(obj)
    return file.getvalue()


class InterruptibleFile(io.BytesIO):
    """Its writes run Python code, so that a time limit can interrupt the C pickler there."""

    def write(self, data: Any) -> int:
        """Write *data*."""
        return super().write(data)


class _Pickler(_pickle.Pickler):
    """``ForkingPickler`` without its detour through Python for every object."""

    # Before 3.13 the C pickler raised and caught a KeyError for every object whose type is
    # not in the table: https://github.com/python/cpython/issues/106307
    if sys.version_info >= (3, 13):

        def __init__(self, file: io.BytesIO, protocol: int) -> None:
            super().__init__(file, protocol)
            # A new table each time: a program may register types at any time.
            self.dispatch_table = copyreg.dispatch_table | POOL_REDUCERS

    else:

        def reducer_override(self, obj: Any) -> Any:
            reduce = POOL_REDUCERS.get(type(obj))
            return NotImplemented if reduce is None else reduce(obj)


class SingleObjectPickler:
    """Lets the C pickler judge one object; its parts are not visited."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        self.pickler = _ShallowPickler(self.file, PROTOCOL)

    def check(self, obj: object, reduced: Any = NotImplemented) -> None:
        """Raise the error with which the pickler refuses *obj*, if it does.

        Args:
            obj: the object.
            reduced: the answer of its reducer; by default the pickler asks no reducer, and
                looks a class or a function up by its name.

        """
        if type(reduced) is tuple and len(reduced) > 3:
            items = (_empty_iterator(part) for part in reduced[3:5])
            reduced = (*reduced[:3], *items, *reduced[5:])
        self.pickler.answer = reduced
        self.pickler.root = obj
        self.file.seek(0)
        self.pickler.clear_memo()
        try:
            self.pickler.dump(obj)
        finally:
            self.pickler.root = self.pickler.answer = None


class _ShallowPickler(_pickle.Pickler):
    root: object = None
    answer: Any = None

    def persistent_id(self, obj: Any) -> str | None:
        """Replace every object but the root."""
        return None if obj is self.root else ""

    def reducer_override(self, _obj: Any) -> Any:
        return self.answer


def _empty_iterator(part: Any) -> Any:
    """Return an empty iterator in place of an iterator, which can be read only once."""
    return iter(()) if hasattr(type(part), "__next__") else part
