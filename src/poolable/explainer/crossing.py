"""One object on its way to a worker: pickled, and loaded where a worker would load it."""

from __future__ import annotations

from poolable.explainer import (
    forgiving_unpickler,
    fresh_interpreter,
    pickling,
    receiver,
    unpickling,
)
from poolable.explainer.fault import NO_PLACE, Broken, Fault, broken
from poolable.explainer.time_limit import call_within


class Crossing:
    """One object on its way to a worker.

    Args:
        root: the object.
        start_method: of the pool.
        fresh: load in another process, as a worker does; else in this one.
        timeout: seconds that pickling and loading may take, each.

    """

    def __init__(self, root: object, *, start_method: str, fresh: bool, timeout: float) -> None:
        self.root = root
        self.start_method = start_method
        self.fresh = fresh
        self.timeout = timeout
        self.payload = b""
        self.error: BaseException | None = None
        """The error that pickling the root raises."""
        self.broken: list[Broken] = []
        """The objects that were pickled and cannot be rebuilt."""

    def run(self, *, also_load: bool) -> None:
        """Pickle the root once and, if *also_load*, load it once."""
        load_here = also_load and not self.fresh
        # One time limit for both: setting one takes longer than pickling a small object.
        _, error = call_within(self.timeout, lambda: self._pickle_and_load(load_here=load_here))
        if not self.payload:
            self.error = error
        elif error is not None:
            self.broken = [broken(NO_PLACE, Fault.HANG, error)]
        elif also_load and self.fresh:
            self.broken = self.load_elsewhere(self.payload, find_all=False)

    def _pickle_and_load(self, *, load_here: bool) -> None:
        self.payload = pickling.dump(self.root)
        if load_here:
            self.broken = unpickling.load(self.payload, [])

    def load_elsewhere(self, payload: bytes, *, find_all: bool) -> list[Broken]:
        """Load *payload* in another process; return the objects that cannot be rebuilt there.

        It does so even if *fresh* is false, because an object whose culprits were removed may
        do harm when it is destroyed. Only where no process can fork does it load in this one.

        Args:
            payload: bytes that pickle has written.
            find_all: go on after the first broken object.

        """
        if self.fresh and self.start_method != "fork":
            return fresh_interpreter.load(
                payload, self.start_method, find_all=find_all, timeout=self.timeout
            )
        if receiver.CAN_FORK:
            return receiver.load_in_fork(payload, find_all=find_all, timeout=self.timeout)
        load = forgiving_unpickler.load_all if find_all else unpickling.load
        found, error = call_within(self.timeout, lambda: load(payload, []))
        return (found or []) if error is None else [broken(NO_PLACE, Fault.HANG, error)]
