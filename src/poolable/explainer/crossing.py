"""One object on its way to a worker: pickled, and loaded where a worker would load it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from poolable.explainer import pickling, receiver, unpickling
from poolable.explainer.time_limit import call_within
from poolable.explainer.unpickling import NOBODY, Broken

T = TypeVar("T")


class Crossing:
    """One object on its way to a worker."""

    def __init__(self, root: object, method: str, fresh: bool, timeout: float) -> None:
        self.root = root
        self.method = method
        self.fresh = fresh
        self.timeout = timeout
        self.payload = b""
        self.error: BaseException | None = None
        """What keeps it from being pickled."""
        self.broken: list[Broken] = []
        """What does not arrive."""

    def go(self, loads: bool) -> None:
        """Pickle it and, if it *loads*, load it: once each."""
        here = loads and not self.fresh
        _, error = self.guarded(lambda: self._pickle_and_load(here))
        if not self.payload:
            self.error = error
        elif error is not None:
            self.broken = [unpickling.broken_at(NOBODY, "hang", error)]
        elif loads and not here:
            self.broken = self.arrive(self.payload, every=False)

    def _pickle_and_load(self, loads: bool) -> None:
        """Do both within one time limit, which takes its time to set."""
        self.payload = pickling.dump(self.root)
        if loads:
            self.broken = unpickling.load(self.payload, [])

    def guarded(self, work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
        """Return what *work* returns, or what it raises, within the time limit."""
        return call_within(self.timeout, work)

    def arrive(self, payload: bytes, every: bool) -> list[Broken]:
        """Return what of *payload*, loaded in another process, does not arrive.

        Without its culprits it always is another: what an object without its parts does
        as it goes is nobody's wish.
        """
        if self.fresh and self.method != "fork":
            return receiver.in_new_interpreter(payload, self.method, every, self.timeout)
        if receiver.CAN_FORK:
            return receiver.in_fork(payload, every, self.timeout)
        load = unpickling.load_all if every else unpickling.load
        broken, error = self.guarded(lambda: load(payload, []))
        return (broken or []) if error is None else [unpickling.broken_at(NOBODY, "hang", error)]
