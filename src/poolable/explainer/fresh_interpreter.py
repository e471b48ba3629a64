"""A new interpreter that gets ready like a worker, and loads what it is sent.

It is kept for the next check, and forks for each load: none sees what another has loaded.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import threading
from multiprocessing import process, spawn
from pathlib import Path
from typing import Any

from poolable.explainer.fault import NO_PLACE, Broken, Fault, from_json
from poolable.explainer.frames import read_frame, write_frame

IDLE_TIMEOUT = 20.0  # seconds without a load after which a kept interpreter ends
START_TIMEOUT = 30.0  # seconds that it may take to import the main module
STANDARD_METHODS = ("fork", "spawn", "forkserver")
SOURCES = str(Path(__file__).parent.parent.parent)  # the folder that holds the package


class FreshInterpreter:
    """A new interpreter, ready like a worker, that loads what it is sent."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        code = (
            f"import sys; sys.path.insert(0, {SOURCES!r}); "
            "from poolable.explainer import receiver; "
            f"receiver.serve_loads(idle_timeout={IDLE_TIMEOUT})"
        )
        # The options of this interpreter, as multiprocessing passes them to a worker:
        # https://github.com/python/cpython/blob/v3.13.0/Lib/subprocess.py#L306
        options = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined] # private
        self.process = subprocess.Popen(
            [os.fsdecode(spawn.get_executable()), *options, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.refusal = self._ask(pickle.dumps(data), START_TIMEOUT)
        """The reason why no worker can start here; empty if one can."""

    def load(self, payload: bytes, *, find_all: bool, timeout: float) -> list[Broken]:
        """Load *payload* there; return the objects that cannot be rebuilt."""
        order = pickle.dumps((find_all, timeout, payload))
        return self.refusal or self._ask(order, timeout + START_TIMEOUT)

    def _ask(self, message: bytes, timeout: float) -> list[Broken]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = threading.Timer(timeout, self._kill)
        timer.start()
        try:
            write_frame(self.process.stdin, message)
            answer = read_frame(self.process.stdout)
        except OSError:
            answer = b""
        finally:
            timer.cancel()
            timer.join()
        if answer:
            return from_json(answer)
        self.close()
        error = f"a new interpreter does not answer, or not in {timeout:g} s"
        return [Broken(NO_PLACE, Fault.MAIN, "TimeoutError", error)]

    @property
    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.process.poll() is None

    def _kill(self) -> None:
        if self.process.poll() is not None:
            return  # another process may have its number by now
        # The lab takes a quarter of the time of `import poolable`, and few programs get here.
        from poolable.lab import processes  # noqa: PLC0415

        # The main module may have started processes: all of the session end, and the
        # resource tracker goes last, after it has cleaned up. No process has this mark.
        processes.end(self.process.pid, mark=f"session {self.process.pid}")

    def close(self) -> None:
        """End it."""
        self._kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self.process.wait()


_kept: dict[int, FreshInterpreter] = {}
"""The interpreter of each process, by its number: a fork must not use that of its parent."""
_one_at_a_time = threading.Lock()


def load(payload: bytes, start_method: str, *, find_all: bool, timeout: float) -> list[Broken]:
    """Load in a new interpreter; return the objects that cannot be rebuilt.

    The interpreter of the last check serves again, if a new one would start with the same data.
    """
    data = preparation_data(start_method)
    with _one_at_a_time:
        kept = _kept.get(os.getpid())
        if kept is None or not kept.alive or kept.data != data:
            close()
            kept = _kept[os.getpid()] = FreshInterpreter(data)
        return kept.load(payload, find_all=find_all, timeout=timeout)


def close() -> None:
    """End the interpreter that is kept for the next check, if this process has one."""
    kept = _kept.pop(os.getpid(), None)
    if kept is not None:
        kept.close()


atexit.register(close)


def preparation_data(start_method: str) -> dict[str, Any]:
    """Return the data that a new worker is sent before it starts.

    multiprocessing has a function for that, but it fixes the start method of the whole
    program: https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/spawn.py#L187
    The start methods that loky and others add start an interpreter, too; a new interpreter
    does not know these, so it is told "spawn".
    """
    folder = process.ORIGINAL_DIR  # type: ignore[attr-defined] # where the program started
    data = {
        "name": "poolable",
        "start_method": start_method if start_method in STANDARD_METHODS else "spawn",
        "authkey": bytes(process.current_process().authkey),
        "sys_path": [entry or folder or entry for entry in sys.path],
        "sys_argv": sys.argv,
        "orig_dir": folder,
        "dir": os.getcwd(),  # noqa: PTH109 - the same text as multiprocessing sends
    }
    main = sys.modules["__main__"]
    name = getattr(getattr(main, "__spec__", None), "name", None)
    path = getattr(main, "__file__", None)
    if name is not None:
        data["init_main_from_name"] = name
    elif path is not None:
        data["init_main_from_path"] = os.path.normpath(Path(folder or "", path))
    return data
