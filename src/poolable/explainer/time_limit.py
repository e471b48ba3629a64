"""How to stop code of others that runs in this very process, after a time limit.

`explain.TIMEOUT` is the default limit.
"""

from __future__ import annotations

# The functions of signal turn numbers into enums, which takes longer than what they call:
# https://github.com/python/cpython/blob/v3.13.0/Lib/signal.py#L56-L65
import _signal  # type: ignore[import-not-found] # typeshed does not list it
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

# Code may swallow every exception, so it is interrupted again and again, each time sooner.
FIRST_RETRY = 0.05  # seconds
SHORTEST_RETRY = 0.005  # seconds
HAS_ALARM = hasattr(signal, "setitimer")
HAS_KILL = hasattr(signal, "pthread_kill")
# Never interrupt our own code, or weakref callbacks: Python prints their exceptions instead
# of raising them. https://docs.python.org/3/library/weakref.html#weakref.ref
PROTECTED_FILES = (__file__, contextlib.__file__, weakref.__file__, _weakrefset.__file__)
T = TypeVar("T")


class TookTooLong(BaseException):
    """Raised inside the running code. A BaseException, because most code catches Exception."""


def call_within(seconds: float, work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Call *work*; return its result and None, or None and the exception that it raised.

    Args:
        seconds: after so many *work* is interrupted, and the exception is a TimeoutError.
        work: code that may hang. C code that never checks for signals is not interrupted.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C.

    >>> call_within(5, lambda: 2 + 3), call_within(5, lambda: [][0])
    ((5, None), (None, IndexError('list index out of range')))
    """
    limit = Limit(seconds)
    try:
        limit.start()
        return next(_isolated(work))
    except TookTooLong:
        return None, TimeoutError(f"it had not ended after {seconds:g} s")
    except BaseException as error:
        if limit.ctrl_c_pressed:
            raise
        return None, error
    finally:
        try:
            limit.stop()
        except BaseException:  # a late Ctrl-C, or an exception that a thread has sent
            limit.stop()
            if limit.ctrl_c_pressed:
                raise


def _isolated(work: Callable[[], T]) -> Iterator[tuple[T | None, BaseException | None]]:
    """Yield the result of *work*.

    A generator keeps the exception that it handles to itself. If *work* is interrupted while it
    handles one, that one does not become the context of all later exceptions.
    """
    try:
        yield work(), None
    except StopIteration as error:  # a generator may not raise it
        yield None, error


class Limit:
    """Raises TookTooLong in the running code, once *seconds* are over.

    It does so between `start` and `stop` only, and again if the code goes on.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running = False
        self.ctrl_c_pressed = False
        """Whether the user has pressed Ctrl-C; if not, a KeyboardInterrupt is the code's own."""
        self.own_signal_sent = False
        """Whether the next SIGINT comes from `_LimitThread`, not from Ctrl-C."""
        self.delay = FIRST_RETRY
        self.interrupt_count = 0
        self._tracing = sys.gettrace()
        self._handles_ctrl_c = self._uses_alarm = False
        self._thread: _LimitThread | None = None

    def start(self) -> None:
        """Start the clock: with SIGALRM if nobody uses it, else with a thread."""
        in_main = threading.current_thread() is threading.main_thread()
        self._handles_ctrl_c = (
            in_main and _signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if self._handles_ctrl_c:
            _signal.signal(signal.SIGINT, self.on_interrupt)
        if in_main and HAS_ALARM and _signal.getsignal(signal.SIGALRM) == _signal.SIG_DFL:
            self._uses_alarm = self.running = True
            _signal.signal(signal.SIGALRM, self.on_alarm)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        else:
            self._thread = _LimitThread(self, by_signal=self._handles_ctrl_c and HAS_KILL)
            self.running = True  # not before: starting a thread runs code of threading

    def stop(self) -> None:
        """Stop the clock, and restore the handlers and the trace function."""
        self.running = False
        if self.interrupt_count > 1:
            sys.settrace(self._tracing)
        if self._uses_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            _signal.signal(signal.SIGALRM, _signal.SIG_DFL)
        elif self._thread is not None:
            self._thread.stop()
        if self._handles_ctrl_c:
            _signal.signal(signal.SIGINT, signal.default_int_handler)

    def on_interrupt(self, _number: int, frame: FrameType | None) -> None:
        """Let a Ctrl-C through, and remember it."""
        if self.own_signal_sent:
            self.own_signal_sent = False
            self.interrupt(frame)
            return
        self.ctrl_c_pressed = True
        raise KeyboardInterrupt

    def on_alarm(self, _number: int, frame: FrameType | None) -> None:
        """Interrupt the code, and set the alarm again: the code may swallow the exception."""
        if self.running:
            signal.setitimer(signal.ITIMER_REAL, self.next_delay())
            self.interrupt(frame)

    def interrupt(self, frame: FrameType | None) -> None:
        """Raise in the code of others, not in protected code, which is about to finish anyway."""
        if self.running and not is_protected(frame):
            self.interrupt_count += 1
            if self.interrupt_count > 1 and frame is not None:
                frame.f_trace = self.trace
                sys.settrace(self.trace)
            raise TookTooLong

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Any:
        """Raise on the next line, too: an ``except`` that swallows the exception is a line."""
        if event == "line" and self.running and not is_protected(frame):
            raise TookTooLong
        return self.trace

    def next_delay(self) -> float:
        """Return the seconds until the next interrupt: half of the last, down to a minimum."""
        self.delay = max(self.delay / 2, SHORTEST_RETRY)
        return self.delay


def is_protected(frame: FrameType | None) -> bool:
    """Tell whether nothing may be raised in *frame*."""
    return frame is not None and frame.f_code.co_filename in PROTECTED_FILES


class _LimitThread:
    """A thread that interrupts another, where SIGALRM is in use or cannot be used."""

    def __init__(self, limit: Limit, *, by_signal: bool) -> None:
        self.limit = limit
        self.by_signal = by_signal
        self.thrown = False
        self.ident = threading.get_ident()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch, name="poolable limit", daemon=True)
        self.thread.start()

    def watch(self) -> None:
        """Wait, then interrupt, again and again until `stop`."""
        wait = self.limit.seconds
        while not self.done.wait(wait):
            frame = sys._current_frames().get(self.ident)
            if not self.limit.running or is_protected(frame):
                wait = SHORTEST_RETRY
                continue
            if self.by_signal:  # interrupts the main thread even while it sleeps in C
                self.limit.own_signal_sent = True
                signal.pthread_kill(self.ident, signal.SIGINT)
            else:
                self.thrown = True
                self.raise_in_thread(TookTooLong)
            wait = self.limit.next_delay()

    def raise_in_thread(self, error: type[BaseException] | None) -> None:
        """Raise *error* in the other thread; None takes back one that was not raised yet.

        Only the main thread gets signals. In another one the exception waits until it runs
        bytecode again: https://github.com/python/cpython/issues/144748
        """
        import ctypes  # noqa: PLC0415 - few need it

        sent = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), sent)

    def stop(self) -> None:
        """End the thread, and take back an exception that was not raised yet."""
        with suppress(TookTooLong):
            self.done.set()
            self.thread.join()
        # Only if needed: on Python 3.11 a traced thread spins for ever after a call with NULL, see
        # https://github.com/python/cpython/blob/3.11/Python/pystate.c PyThreadState_SetAsyncExc
        if self.thrown:
            self.raise_in_thread(None)
