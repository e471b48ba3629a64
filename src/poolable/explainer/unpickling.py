"""Loading as a worker does: the first object that cannot be rebuilt ends it."""

from __future__ import annotations

import io
import pickle
from typing import Any

from poolable.explainer.fault import NO_PLACE, Broken, Fault, broken
from poolable.explainer.stand_in import StandIn

_STAND_IN = StandIn.__module__.encode()


def load(payload: bytes, kept: list[Any]) -> list[Broken]:
    """Load as a worker does, at the speed of C; return the first error, without a place.

    Args:
        payload: bytes that pickle has written.
        kept: takes the loaded object. As long as the caller keeps the list, no finalizer
            runs: one of them may remove a file that the sender still uses.

    """
    try:
        if _STAND_IN in payload:
            loader = _Loader(io.BytesIO(payload))
            kept.append(loader)  # it holds what was made before an error
            kept.append(loader.load())
        else:
            kept.append(pickle.loads(payload))
    except BaseException as error:
        kept.append(error)
        return [broken(NO_PLACE, Fault.LOAD, error)]
    return []


class _Loader(pickle.Unpickler):
    def persistent_load(self, key: object) -> StandIn:
        """Return a stand-in for a list, dict or set: pickle asks no reducer about these."""
        return StandIn(key)
