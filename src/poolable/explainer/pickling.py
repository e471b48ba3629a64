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
