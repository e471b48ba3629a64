"""Whether what was pickled arrives: it is loaded where a worker would load it.

Under spawn and forkserver that is a new interpreter, made ready as multiprocessing
makes one ready; it is kept for the next check, and forks for each, so that none sees
what another loaded. Under fork it is a fork of this process.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import mmap
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import warnings
from multiprocessing import process, spawn
from pathlib import Path
from typing import IO, Any

from poolable.explainer.unpickling import NOBODY, Broken, broken_at, load, load_all
from poolable.lab import process_group

METHODS = ("fork", "spawn", "forkserver")
CAN_FORK = hasattr(os, "fork")
IDLE = 20.0  # seconds after which a kept interpreter ends by itself
START = 30.0  # seconds that an interpreter may take to import the main module


def in_fork(payload: bytes, every: bool, timeout: float) -> list[Broken]:
    """Load in a fork of this process; return what did not arrive."""
    place = mmap.mmap(-1, 8)
    place[:] = struct.pack("q", NOBODY)
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # it only loads; and what it would wait for in vain has a time limit
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _load_and_end(payload, every, writing, place)
    os.close(writing)
    try:
        answer = _read(reading, time.monotonic() + timeout)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    last = struct.unpack("q", place[:])[0]
    place.close()
    if answer is None:
        error = f"loading it had not ended after {timeout:g} s"
        return [{"place": last, "step": "hang", "kind": "TimeoutError", "error": error}]
    if not answer:
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        error = f"loading it ends the process ({how})"
        return [{"place": last, "step": "end", "kind": "SystemExit", "error": error}]
    return list(json.loads(answer))


def _load_and_end(payload: bytes, every: bool, writing: int, place: mmap.mmap) -> None:
    """Load, send what did not arrive, and end at once: this process is only a copy."""
    try:
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        quiet = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            if standard != writing:
                os.dup2(quiet, standard)
        signal.setitimer(signal.ITIMER_REAL, 0)

        def progress(at: int) -> None:
            place[:] = struct.pack("q", at)

        kept: list[Any] = []
        broken = load_all(payload, kept, progress) if every else load(payload, kept)
        with os.fdopen(writing, "wb") as file:
            file.write(json.dumps(broken).encode())
    finally:
        os._exit(0)


def _read(source: int, deadline: float) -> bytes | None:
    """Return all that comes until the end; None if it does not end in time."""
    parts: list[bytes] = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            return None
        part = os.read(source, 1 << 20)
        if not part:
            return b"".join(parts)
        parts.append(part)


def serve() -> None:
    """Be the new interpreter: get ready like a worker, then load what comes in."""
    source, sink = os.dup(0), os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(quiet, standard)
    _send(sink, json.dumps(_get_ready(pickle.loads(_receive(source)))).encode())
    loaded: list[Any] = []
    while not CAN_FORK or select.select([source], [], [], IDLE)[0]:
        order = _receive(source)
        if not order:
            return
        every, timeout, payload = pickle.loads(order)
        if CAN_FORK:
            broken = in_fork(payload, every, timeout)
        else:
            broken = load_all(payload, loaded) if every else load(payload, loaded)
        _send(sink, json.dumps(broken).encode())


def _get_ready(data: dict[str, Any]) -> list[Broken]:
    """Do what a worker does before its first task; return what went wrong."""
    worker: Any = process.current_process()
    worker._inheriting = True  # as in a worker: whoever starts processes now is told off
    try:
        spawn.prepare(data)
    except BaseException as error:
        return [broken_at(NOBODY, "main", error)]
    finally:
        del worker._inheriting
    return []


def _send(sink: int, message: bytes) -> None:
    with open(sink, "wb", closefd=False) as file:
        file.write(struct.pack("!Q", len(message)) + message)


def _receive(source: int) -> bytes:
    with open(source, "rb", buffering=0, closefd=False) as file:
        return _frame(file)


def _frame(file: IO[bytes] | io.RawIOBase) -> bytes:
    """Return the next message; nothing at the end."""
    head = _exactly(file, 8)
    return _exactly(file, struct.unpack("!Q", head)[0]) if len(head) == 8 else b""


def _exactly(file: Any, size: int) -> bytes:
    parts = []
    while size:
        part = file.read(min(size, 1 << 20))
        if not part:
            break
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class Interpreter:
    """A new interpreter, ready like a worker, that loads what it is sent."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        root = str(Path(__file__).parent.parent.parent)
        code = (
            f"import sys; sys.path.insert(0, {root!r}); from poolable.explainer import receiver; "
        )
        options = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        self.process = subprocess.Popen(
            [os.fsdecode(spawn.get_executable()), *options, "-c", code + "receiver.serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.refusal = self._ask(pickle.dumps(data), START)
        """Why no worker could start here, if so."""

    def load(self, payload: bytes, every: bool, timeout: float) -> list[Broken]:
        """Load *payload* there; return what did not arrive."""
        return self.refusal or self._ask(pickle.dumps((every, timeout, payload)), timeout + START)

    def _ask(self, message: bytes, timeout: float) -> list[Broken]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = threading.Timer(timeout, self._kill)
        timer.start()
        try:
            self.process.stdin.write(struct.pack("!Q", len(message)) + message)
            self.process.stdin.flush()
            answer = _frame(self.process.stdout)
        except OSError:
            answer = b""
        finally:
            timer.cancel()
            timer.join()
        if answer:
            return list(json.loads(answer))
        self.close()
        error = f"a new interpreter does not answer, or not in {timeout:g} s"
        return [{"place": NOBODY, "step": "main", "kind": "TimeoutError", "error": error}]

    @property
    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.process.poll() is None

    def _kill(self) -> None:
        if self.process.poll() is not None:
            return  # its number may be another's by now
        # with what the main module has started; its resource tracker tidies up, and goes last
        process_group.end(self.process.pid, mark=f"session {self.process.pid}")

    def close(self) -> None:
        """End it."""
        self._kill()
        for end in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if end is not None:
                    end.close()
        self.process.wait()


_kept: dict[int, Interpreter] = {}
_one_at_a_time = threading.Lock()


def in_new_interpreter(payload: bytes, method: str, every: bool, timeout: float) -> list[Broken]:
    """Load in a new interpreter, the same one as last time if that still is what it was."""
    data = preparation(method)
    with _one_at_a_time:
        kept = _kept.get(os.getpid())
        if kept is None or not kept.alive or kept.data != data:
            close()
            kept = _kept[os.getpid()] = Interpreter(data)
        return kept.load(payload, every, timeout)


def close() -> None:
    """End the interpreter that is kept for the next check, if this process has one."""
    kept = _kept.pop(os.getpid(), None)
    if kept is not None:
        kept.close()


atexit.register(close)


def preparation(method: str) -> dict[str, Any]:
    """Return what a new worker is told before it starts.

    ``multiprocessing.spawn.get_preparation_data`` says the same, and fixes the start
    method of the whole program as it does. The methods that loky and others add start an
    interpreter, too; a new one knows spawn alone of these.
    """
    here = process.ORIGINAL_DIR  # type: ignore[attr-defined]
    data = {
        "name": "poolable",
        "start_method": method if method in METHODS else "spawn",
        "authkey": bytes(process.current_process().authkey),
        "sys_path": [entry or here or entry for entry in sys.path],
        "sys_argv": sys.argv,
        "orig_dir": here,
        "dir": os.getcwd(),  # noqa: PTH109 - as multiprocessing
    }
    main = sys.modules["__main__"]
    name = getattr(getattr(main, "__spec__", None), "name", None)
    path = getattr(main, "__file__", None)
    if name is not None:
        data["init_main_from_name"] = name
    elif path is not None:
        data["init_main_from_path"] = os.path.normpath(Path(here or "", path))
    return data
