"""An object as a pool pickles it."""

from __future__ import annotations

import _pickle
import copyreg
import io
import sys
from multiprocessing.reduction import ForkingPickler
from typing import Any

from poolable.explainer.reduction import PROTOCOL

_EXTRA = ForkingPickler._extra_reducers  # type: ignore[attr-defined]


def dump(obj: object) -> bytes:
    """Return *obj* as a pool pickles it, at the speed of the C pickler."""
    file = File()
    _Pickler(file, PROTOCOL).dump(obj)
    return file.getvalue()


class File(io.BytesIO):
    """Written to through Python, where a time limit can come in between."""

    def write(self, data: Any) -> int:
        """Write *data*."""
        return super().write(data)


class _Pickler(_pickle.Pickler):
    """``ForkingPickler``, whose chain of tables costs a call in Python an object."""

    if sys.version_info >= (3, 13):  # a miss in a dict is free since then, and raised before

        def __init__(self, file: io.BytesIO, protocol: int) -> None:
            super().__init__(file, protocol)
            # anew each time: types are registered at any time
            self.dispatch_table = copyreg.dispatch_table | _EXTRA

    else:

        def reducer_override(self, obj: Any) -> Any:
            reduce = _EXTRA.get(type(obj))
            return NotImplemented if reduce is None else reduce(obj)


class Probe:
    """Lets the C pickler judge one object alone; its parts are not visited."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        self.pickler = _Alone(self.file, PROTOCOL)

    def check(self, obj: object, reduced: Any = NotImplemented) -> None:
        """Raise what the pickler says of *obj*, which is reduced to *reduced*."""
        if type(reduced) is tuple and len(reduced) > 3:
            reduced = (*reduced[:3], *(_emptied(part) for part in reduced[3:5]), *reduced[5:])
        self.pickler.answer = reduced
        self.pickler.root = obj
        self.file.seek(0)
        self.pickler.clear_memo()
        try:
            self.pickler.dump(obj)
        finally:
            self.pickler.root = self.pickler.answer = None


class _Alone(_pickle.Pickler):
    root: object = None
    answer: Any = None

    def persistent_id(self, obj: Any) -> str | None:
        return None if obj is self.root else ""

    def reducer_override(self, obj: Any) -> Any:
        return self.answer


def _emptied(part: Any) -> Any:
    """Return an iterator over nothing, if *part* is an iterator; it must not be used up."""
    return iter(()) if hasattr(type(part), "__next__") else part
