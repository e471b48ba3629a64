"""A time limit on code of others that runs in this very process."""

from __future__ import annotations

# signal makes enums of numbers, which takes longer than what it calls
import _signal  # type: ignore[import-not-found]
import contextlib
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Any

AGAIN = 0.05  # seconds; code that swallows every exception is interrupted again, ever sooner
SOONEST = 0.005
HAS_ALARM = hasattr(signal, "setitimer")
HAS_KILL = hasattr(signal, "pthread_kill")
OWN_FILES = (__file__, contextlib.__file__)  # what is ours is not interrupted


class TookTooLong(BaseException):
    """Raised in the middle of what runs; not an Exception, which most code swallows."""


class Limit:
    """A context that raises TookTooLong in its block once *seconds* are over.

    What runs in C without ever asking for signals is not interrupted.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running = True
        self.interrupted = False
        """Somebody pressed Ctrl-C; a KeyboardInterrupt without that is the code's own."""
        self.over = False
        """The next SIGINT is not of Ctrl-C."""
        self.again = AGAIN
        self.ends = 0
        self._tracing = sys.gettrace()
        self._ours = False
        self._watch: _Watch | None = None

    def __enter__(self) -> Limit:
        """Start the clock: a signal where one is free for it, else a thread."""
        alone = threading.current_thread() is threading.main_thread()
        self._ours = alone and _signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._ours:
            _signal.signal(signal.SIGINT, self.interrupt)
        if alone and HAS_ALARM and _signal.getsignal(signal.SIGALRM) == _signal.SIG_DFL:
            _signal.signal(signal.SIGALRM, self.alarm)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        else:
            self._watch = _Watch(self, by_signal=self._ours and HAS_KILL)
        return self

    def __exit__(self, *_exc_info: object) -> None:
        """Stop the clock, and leave everything as it was."""
        self.running = False
        if self.ends > 1:
            sys.settrace(self._tracing)
        if self._watch is None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            _signal.signal(signal.SIGALRM, _signal.SIG_DFL)
        else:
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


class _Watch:
    """A thread that ends what another runs, where SIGALRM is in use or cannot be used."""

    def __init__(self, limit: Limit, by_signal: bool) -> None:
        self.limit = limit
        self.by_signal = by_signal
        self.ident = threading.get_ident()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch, name="poolable limit", daemon=True)
        self.thread.start()

    def watch(self) -> None:
        """Wait, and end it; come again, for it may not let itself be ended."""
        wait = self.limit.seconds
        while not self.done.wait(wait):
            if self.by_signal:  # interrupts the main thread even while it sleeps in C
                self.limit.over = True
                signal.pthread_kill(self.ident, signal.SIGINT)
            else:
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
        if not self.by_signal:
            self.throw(None)
