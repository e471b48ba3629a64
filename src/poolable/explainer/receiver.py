"""The process that receives: it loads what was pickled, and reports what cannot be rebuilt.

Under fork it is a fork of this process. Under spawn and forkserver it is a fork of a new
interpreter, in which `serve_loads` runs.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import pickle
import select
import signal
import struct
import time
import warnings
from multiprocessing import process, spawn
from typing import Any

from poolable.explainer.fault import NO_PLACE, Broken, Fault, broken, from_json, to_json
from poolable.explainer.forgiving_unpickler import load_all
from poolable.explainer.frames import read_frame, write_frame
from poolable.explainer.unpickling import load

CAN_FORK = hasattr(os, "fork")
_PLACE = struct.Struct("q")


def load_in_fork(payload: bytes, *, find_all: bool, timeout: float) -> list[Broken]:
    """Load in a fork of this process; return the objects that cannot be rebuilt.

    Args:
        payload: bytes that pickle has written.
        find_all: go on after the first broken object.
        timeout: seconds; a load that takes longer is ended, and reported.

    """
    place = mmap.mmap(-1, _PLACE.size)
    place[:] = _PLACE.pack(NO_PLACE)
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # The warning is about deadlocks after fork. This child only unpickles, under a
        # time limit: https://github.com/python/cpython/issues/100228
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _load_and_end(payload, writing, place, find_all=find_all)
    os.close(writing)
    try:
        answer = _read_all(reading, time.monotonic() + timeout)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    last = _PLACE.unpack(place[:])[0]
    place.close()
    if answer is None:
        error = f"loading it had not ended after {timeout:g} s"
        return [Broken(last, Fault.HANG, "TimeoutError", error)]
    if not answer:
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return [Broken(last, Fault.END, "SystemExit", f"loading it ends the process ({how})")]
    return from_json(answer)


def _load_and_end(payload: bytes, writing: int, place: mmap.mmap, *, find_all: bool) -> None:
    """Load, send the broken objects, and end without cleaning up: this process is a copy."""
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        _silence(keep=writing)
        signal.setitimer(signal.ITIMER_REAL, 0)

        def progress(at: int) -> None:
            place[:] = _PLACE.pack(at)

        kept: list[Any] = []
        found = load_all(payload, kept, progress) if find_all else load(payload, kept)
        with os.fdopen(writing, "wb") as file:
            file.write(to_json(found))
    finally:
        os._exit(0)


def _read_all(source: int, deadline: float) -> bytes | None:
    """Return everything that comes until the pipe ends; None if it does not end in time."""
    parts: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            return None
        part = os.read(source, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)


def serve_loads(idle_timeout: float) -> None:
    """Get ready like a worker, then load each payload that arrives on standard input.

    Args:
        idle_timeout: seconds without a payload after which this process ends.

    """
    source, sink = os.dup(0), os.dup(1)
    _silence()
    with open(source, "rb", buffering=0) as orders, open(sink, "wb") as answers:
        write_frame(answers, to_json(_get_ready(pickle.loads(read_frame(orders)))))
        loaded: list[Any] = []
        while not CAN_FORK or select.select([source], [], [], idle_timeout)[0]:
            order = read_frame(orders)
            if not order:
                return
            find_all, timeout, payload = pickle.loads(order)
            if CAN_FORK:
                found = load_in_fork(payload, find_all=find_all, timeout=timeout)
            else:
                found = load_all(payload, loaded) if find_all else load(payload, loaded)
            write_frame(answers, to_json(found))


def _silence(keep: int = -1) -> None:
    """Connect standard input, output and error to nothing, except *keep*."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        if standard != keep:
            os.dup2(nothing, standard)


def _get_ready(data: dict[str, Any]) -> list[Broken]:
    """Do what a worker does before its first task; return what went wrong."""
    worker: Any = process.current_process()
    # As in a worker: starting a process while the main module is imported raises RuntimeError.
    # https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/spawn.py#L122-L144
    worker._inheriting = True
    try:
        spawn.prepare(data)
    except BaseException as error:
        return [broken(NO_PLACE, Fault.MAIN, error)]
    finally:
        del worker._inheriting
    return []
