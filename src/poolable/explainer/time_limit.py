"""A time limit on code of others that runs in this very process."""

from __future__ import annotations

# signal makes enums of numbers, which takes longer than what it calls
import _signal  # type: ignore[import-not-found]
import _weakrefset
import contextlib
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType
from typing import Any, TypeVar

AGAIN = 0.05  # seconds; code that swallows every exception is interrupted again, ever sooner
SOONEST = 0.005
HAS_ALARM = hasattr(signal, "setitimer")
HAS_KILL = hasattr(signal, "pthread_kill")
# What is ours is not interrupted, nor callbacks, out of which nothing is raised but printed.
OWN_FILES = (__file__, contextlib.__file__, weakref.__file__, _weakrefset.__file__)
T = TypeVar("T")


class TookTooLong(BaseException):
    """Raised in the middle of what runs; not an Exception, which most code swallows."""


def guarded(seconds: float, work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Return what *work* returns, or what it raises, within so many *seconds*.

    Raises:
        KeyboardInterrupt: somebody pressed Ctrl-C.

    """
    limit = Limit(seconds)
    try:
        limit.start()
        return next(_apart(work))
    except TookTooLong:
        return None, TimeoutError(f"it had not ended after {seconds:g} s")
    except BaseException as error:
        if limit.interrupted:
            raise
        return None, error
    finally:
        try:
            limit.stop()
        except BaseException:  # in the last moment: Ctrl-C, or what a thread has thrown
            limit.stop()
            if limit.interrupted:
                raise


def _apart(work: Callable[[], T]) -> Iterator[tuple[T | None, BaseException | None]]:
    """Yield what *work* returns.

    A generator keeps the exceptions that it handles to itself: what was interrupted in the
    middle of handling one does not leave it behind as the context of all that follow.
    """
    try:
        yield work(), None
    except StopIteration as error:  # a generator may not raise it
        yield None, error


class Limit:
    """What raises TookTooLong once *seconds* are over, between its start and its stop.

    What runs in C without ever asking for signals is not interrupted.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running = False
        self.interrupted = False
        """Somebody pressed Ctrl-C; a KeyboardInterrupt without that is the code's own."""
        self.over = False
        """The next SIGINT is not of Ctrl-C."""
        self.again = AGAIN
        self.ends = 0
        self._tracing = sys.gettrace()
        self._ours = self._alarmed = False
        self._watch: _Watch | None = None

    def start(self) -> None:
        """Start the clock: a signal where one is free for it, else a thread."""
        alone = threading.current_thread() is threading.main_thread()
        self._ours = alone and _signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._ours:
            _signal.signal(signal.SIGINT, self.interrupt)
        if alone and HAS_ALARM and _signal.getsignal(signal.SIGALRM) == _signal.SIG_DFL:
            self._alarmed = self.running = True
            _signal.signal(signal.SIGALRM, self.alarm)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        else:
            self._watch = _Watch(self, by_signal=self._ours and HAS_KILL)
            self.running = True  # not before: starting a thread is code of others

    def stop(self) -> None:
        """Stop the clock, and leave everything as it was."""
        self.running = False
        if self.ends > 1:
            sys.settrace(self._tracing)
        if self._alarmed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            _signal.signal(signal.SIGALRM, _signal.SIG_DFL)
        elif self._watch is not None:
            self._watch.stop()
        if self._ours:
            _signal.signal(signal.SIGINT, signal.default_int_handler)

    def interrupt(self, _number: int, frame: FrameType | None) -> None:
        """Let a Ctrl-C through, and remember it."""
        if self.over:
            self.over = False
            self.end(frame)
            return
        self.interrupted = True
        raise KeyboardInterrupt

    def alarm(self, _number: int, frame: FrameType | None) -> None:
        """End what still runs; come again, for it may not let itself be ended."""
        if self.running:
            signal.setitimer(signal.ITIMER_REAL, self.sooner())
            self.end(frame)

    def end(self, frame: FrameType | None) -> None:
        """Raise in the code of others; what is ours is about to end anyway."""
        if self.running and not is_own(frame):
            self.ends += 1
            if self.ends > 1 and frame is not None:
                frame.f_trace = self.trace
                sys.settrace(self.trace)
            raise TookTooLong

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Raise on the next line as well: that which swallows it is a line, too."""
        if event == "line" and self.running and not is_own(frame):
            raise TookTooLong
        return self.trace

    def sooner(self) -> float:
        """Return after how many seconds to come again: less each time."""
        self.again = max(self.again / 2, SOONEST)
        return self.again


def is_own(frame: FrameType | None) -> bool:
    """Tell whether nothing may be raised in *frame*."""
    return frame is not None and frame.f_code.co_filename in OWN_FILES


class _Watch:
    """A thread that ends what another runs, where SIGALRM is in use or cannot be used."""

    def __init__(self, limit: Limit, by_signal: bool) -> None:
        self.limit = limit
        self.by_signal = by_signal
        self.thrown = False
        self.ident = threading.get_ident()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch, name="poolable limit", daemon=True)
        self.thread.start()

    def watch(self) -> None:
        """Wait, and end it; come again, for it may not let itself be ended."""
        wait = self.limit.seconds
        while not self.done.wait(wait):
            frame = sys._current_frames().get(self.ident)
            if not self.limit.running or is_own(frame):
                wait = SOONEST
                continue
            if self.by_signal:  # interrupts the main thread even while it sleeps in C
                self.limit.over = True
                signal.pthread_kill(self.ident, signal.SIGINT)
            else:
                self.thrown = True
                self.throw(TookTooLong)
            wait = self.limit.sooner()

    def throw(self, error: type[BaseException] | None) -> None:
        """Raise once the thread runs Python again: other threads have no signals."""
        import ctypes  # few need it

        thrown = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), thrown)

    def stop(self) -> None:
        """Take back what was thrown, and has not arrived."""
        with suppress(TookTooLong):
            self.done.set()
            self.thread.join()
        # Not always: on Python 3.11 a traced thread spins for ever after such a call with NULL, see
        # https://github.com/python/cpython/blob/3.11/Python/pystate.c PyThreadState_SetAsyncExc
        if self.thrown:
            self.throw(None)
