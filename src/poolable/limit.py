"""A time limit on code of others that runs in this very process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

AGAIN = 0.05  # seconds; code that swallows every exception is interrupted as often
HAS_ALARM = hasattr(signal, "setitimer")


class TookTooLong(BaseException):
    """Raised in the middle of what runs; not an Exception, which most code swallows."""


class Limit:
    """What became of a piece of code."""

    def __init__(self) -> None:
        self.running = True
        self.interrupted = False
        """Somebody pressed Ctrl-C; a KeyboardInterrupt without that is the code's own."""

    def interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """Let a Ctrl-C through, and remember it."""
        self.interrupted = True
        raise KeyboardInterrupt

    def alarm(self, _signal: int, _frame: FrameType | None) -> None:
        """End what still runs."""
        if self.running:
            raise TookTooLong


@contextmanager
def limited(seconds: float) -> Iterator[Limit]:
    """Raise TookTooLong in the block once *seconds* are over.

    What runs in C without ever asking for signals is not interrupted.
    """
    limit = Limit()
    alone = threading.current_thread() is threading.main_thread()
    with (_ctrl_c if alone else _nothing)(limit):
        free = alone and HAS_ALARM and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
        with (_alarm if free else _watch)(limit, seconds):
            try:
                yield limit
            finally:
                limit.running = False


@contextmanager
def _nothing(_limit: Limit) -> Iterator[None]:
    yield


@contextmanager
def _ctrl_c(limit: Limit) -> Iterator[None]:
    """Know a Ctrl-C from a KeyboardInterrupt that code raises by itself."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, limit.interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _alarm(limit: Limit, seconds: float) -> Iterator[None]:
    signal.signal(signal.SIGALRM, limit.alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


@contextmanager
def _watch(limit: Limit, seconds: float) -> Iterator[None]:
    """Do it from a thread: in other threads than the main one there are no signals."""
    import ctypes  # few need it

    done = threading.Event()
    target = ctypes.c_ulong(threading.get_ident())
    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            throw(target, ctypes.py_object(TookTooLong))
            wait = AGAIN

    thread = threading.Thread(target=watch, name="poolable limit", daemon=True)
    thread.start()
    try:
        yield
    finally:
        # what was thrown, and has not arrived, is taken back
        with suppress(TookTooLong):
            done.set()
            thread.join()
        throw(target, None)
