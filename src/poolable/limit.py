"""A time limit on code of others that runs in this very process."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

AGAIN = 0.05  # seconds; code that swallows every exception is interrupted again, ever sooner
SOONEST = 0.005
HAS_ALARM = hasattr(signal, "setitimer")
OWN_FILES = (__file__, contextlib.__file__)  # what is ours is not interrupted


class TookTooLong(BaseException):
    """Raised in the middle of what runs; not an Exception, which most code swallows."""


class Limit:
    """What became of a piece of code."""

    def __init__(self) -> None:
        self.running = True
        self.interrupted = False
        """Somebody pressed Ctrl-C; a KeyboardInterrupt without that is the code's own."""
        self.over = False
        """The next SIGINT is not of Ctrl-C."""
        self.again = AGAIN
        self.ends = 0

    def interrupt(self, _signal: int, frame: FrameType | None) -> None:
        """Let a Ctrl-C through, and remember it."""
        if self.over:
            self.over = False
            self.end(frame)
            return
        self.interrupted = True
        raise KeyboardInterrupt

    def alarm(self, _signal: int, frame: FrameType | None) -> None:
        """End what still runs; come again, for it may not let itself be ended."""
        if self.running:
            signal.setitimer(signal.ITIMER_REAL, self.sooner())
            self.end(frame)

    def end(self, frame: FrameType | None) -> None:
        """Raise in the code of others; what is ours is about to end anyway."""
        if self.running and (frame is None or frame.f_code.co_filename not in OWN_FILES):
            self.ends += 1
            if self.ends > 1 and frame is not None:
                frame.f_trace = self.trace
                sys.settrace(self.trace)
            raise TookTooLong

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Raise on the next line as well: that which swallows it is a line, too."""
        if event == "line" and self.running and frame.f_code.co_filename not in OWN_FILES:
            raise TookTooLong
        return self.trace

    def sooner(self) -> float:
        """Return after how many seconds to come again: less each time."""
        self.again = max(self.again / 2, SOONEST)
        return self.again


@contextmanager
def limited(seconds: float) -> Iterator[Limit]:
    """Raise TookTooLong in the block once *seconds* are over.

    What runs in C without ever asking for signals is not interrupted.
    """
    limit = Limit()
    tracing = sys.gettrace()
    alone = threading.current_thread() is threading.main_thread()
    ours = alone and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with (_ctrl_c if ours else _nothing)(limit):
        if alone and HAS_ALARM and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL:
            timer = _alarm(limit, seconds)
        else:
            by_signal = ours and hasattr(signal, "pthread_kill")
            timer = _watch(limit, seconds, _signal if by_signal else _throw)
        with timer:
            try:
                yield limit
            finally:
                limit.running = False
                if limit.ends > 1:
                    sys.settrace(tracing)


@contextmanager
def _nothing(_limit: Limit) -> Iterator[None]:
    yield


@contextmanager
def _ctrl_c(limit: Limit) -> Iterator[None]:
    """Know a Ctrl-C from a KeyboardInterrupt that code raises by itself."""
    signal.signal(signal.SIGINT, limit.interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _alarm(limit: Limit, seconds: float) -> Iterator[None]:
    signal.signal(signal.SIGALRM, limit.alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _signal(limit: Limit, ident: int) -> None:
    """Interrupt the main thread even while it sleeps in C."""
    limit.over = True
    signal.pthread_kill(ident, signal.SIGINT)


def _throw(limit: Limit, ident: int, error: type[BaseException] | None = TookTooLong) -> None:
    """Raise in a thread once it runs Python again: other threads have no signals."""
    import ctypes  # few need it

    thrown = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), thrown)


@contextmanager
def _watch(limit: Limit, seconds: float, stop: Callable[[Limit, int], None]) -> Iterator[None]:
    """Do it from a thread, where SIGALRM is in use or cannot be used."""
    done = threading.Event()
    ident = threading.get_ident()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            stop(limit, ident)
            wait = limit.sooner()

    thread = threading.Thread(target=watch, name="poolable limit", daemon=True)
    thread.start()
    try:
        yield
    finally:
        # what was thrown, and has not arrived, is taken back
        with suppress(TookTooLong):
            done.set()
            thread.join()
        if stop is _throw:
            _throw(limit, ident, None)
