"""Run a script as a user would, and always come back.

A failing pool hangs, starts workers for ever or leaves processes behind.
Therefore a script runs in an empty folder and in a process group of its own, its time and
its output are limited, and at the end every process that it started is ended.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from poolable.lab.error_line import last_error_line, last_warning
from poolable.lab.interpreters import Interpreter, running
from poolable.lab.process_group import ProcessGroup
from poolable.lab.processes import TICK

TIMEOUT = 60.0  # seconds
MAX_OUTPUT = 32 * 1024  # bytes, of stdout and stderr together
LOOK_INTERVAL = 0.25  # seconds between two looks at whether the group is idle
SETTLE_TIMEOUT = 1.0  # seconds that the processes of a finished script get to end, too

# Runs a script as __main__ once the start method is set. Valid on Python 2.7.
_BOOT = r"""
import os, re, sys
method, __file__ = sys.argv[1:]
source = open(__file__).read()
# pathos has start methods of its own, but takes too long to import where it is not used
own = re.findall(r"(?m)^(?:import|from) (?:pathos|multiprocess)\b", source)
for name in ["multiprocessing"] + ["multiprocess"] * bool(own):
    __import__(name).set_start_method(method)
sys.argv, sys.path[0] = [__file__], os.path.dirname(__file__)
__loader__ = None  # otherwise tracebacks call this module built-in
code = compile(source, __file__, "exec")
del method, name, os, own, re, source, sys
exec(globals().pop("code"))
"""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_SEGMENT = re.compile(r"psm_[0-9a-f]+")
_OVERWRITTEN = re.compile(r"(?m)^.*\r(?=[^\r\n])")  # such as a progress bar writes
_BOOT_FRAME = re.compile(r'  File "<string>", line \d+, in <module>\n(    exec\(.*\n(    ~.*\n)?)?')


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and what it printed."""

    stopped_by: str
    """Which limit ended it, "time", "idle" or "output"; "" if it ended by itself."""
    exit_code: int | None
    """The exit code, negative for a signal; None if it was stopped."""
    stdout: str
    stderr: str
    seconds: float
    """Wall time, in seconds."""
    left_behind: int
    """How many processes outlived the script and had to be ended."""

    @property
    def error(self) -> str:
        """Return the last error line that the run printed, or ""; addresses become 0x...."""
        return _ADDRESS.sub("0x...", last_error_line(self.stderr))

    @property
    def last_warning(self) -> str:
        """Return the last warning or error in the output of a run that ended well."""
        text = last_warning(self.stdout + self.stderr) if self.verb == "Prints" else ""
        return _SEGMENT.sub("psm_...", _ADDRESS.sub("0x...", text))

    @property
    def verb(self) -> str:
        """Return "Prints", "Fails" or "Hangs"."""
        if self.stopped_by:
            return "Hangs"
        return "Prints" if self.exit_code == 0 else "Fails"

    @property
    def text(self) -> str:
        """Return its output if it ended well, otherwise its last error line."""
        return self.stdout if self.verb == "Prints" else self.error


def run(
    script: Path,
    interpreter: Interpreter | None = None,
    start_method: str | None = None,
    *,
    timeout: float = TIMEOUT,
    max_output: int = MAX_OUTPUT,
    idle_timeout: float = 0.0,
    flags: tuple[str, ...] = (),
    packages: Path | None = None,
) -> Outcome:
    """Run a copy of *script* in an empty folder and return its outcome.

    Args:
        script: the file to run.
        interpreter: by default the one that runs this code.
        start_method: by default the interpreter's own, which then is not set but left alone.
        timeout: seconds after which the group is ended.
        max_output: bytes, stdout and stderr together, after which the group is ended.
        idle_timeout: seconds without work or output after which the group is ended; 0 lets
            it wait until the timeout. Only Linux can tell that a group is idle.
        flags: options for the interpreter, such as ``-I``.
        packages: a folder of third-party packages to put on its path.

    Raises:
        WrongUsage: the interpreter has no such start method.

    """
    interpreter = interpreter or running()
    if start_method is not None:
        interpreter.check_start_method(start_method)
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        copy = str(shutil.copy(script, folder))
        command = [interpreter.executable, *flags, copy]
        # Python 2.7 has only fork, and no set_start_method.
        if start_method is not None and interpreter.minor != "2.7":
            command = [interpreter.executable, *flags, "-c", _BOOT, start_method, copy]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            files = (out, err)
            started = time.monotonic()
            group = ProcessGroup(command, _environment(folder, packages), folder, out, err)
            try:
                stopped_by = _watch(group, started + timeout, max_output, idle_timeout, files)
                seconds = time.monotonic() - started
                # Processes that are ended print errors that are not the script's: drop them.
                limits = [
                    min(_size(file), max_output) if stopped_by else max_output for file in files
                ]
                left_behind = 0 if stopped_by else group.settle(SETTLE_TIMEOUT)
            finally:
                group.end()
            stdout, stderr = map(_text, files, limits, (folder, folder))
            exit_code = None if stopped_by else group.poll()
            return Outcome(
                stopped_by=stopped_by,
                exit_code=exit_code,
                stdout=stdout,
                stderr=stderr,
                seconds=round(seconds, 3),
                left_behind=left_behind,
            )


def _watch(
    group: ProcessGroup,
    deadline: float,
    max_output: int,
    idle_timeout: float,
    files: tuple[IO[bytes], ...],
) -> str:
    """Wait for the script to end; return the limit that it reached, or ""."""
    seen, next_look = 0, 0.0
    busy = time.monotonic()  # when something was last seen to happen
    while True:
        # in this order: what it printed just before it ended counts, too
        now, ended = time.monotonic(), group.poll() is not None
        printed = sum(map(_size, files))
        if printed > max_output:
            return "output"
        if ended:
            return ""
        if now > deadline:
            return "time"
        if idle_timeout and now > next_look:
            if not group.is_idle() or printed > seen:
                busy = now
            if now - busy > idle_timeout:
                return "idle"
            seen, next_look = printed, now + LOOK_INTERVAL
        time.sleep(TICK)


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _environment(folder: str, packages: Path | None) -> dict[str, str]:
    """Return this environment without the variables that change how Python runs."""
    ours = ("PYTHON", "COVERAGE", "PYTEST")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # Each line is written when it is printed, as on a terminal, but without colours.
    env |= {"PYTHONUNBUFFERED": "1", "PYTHON_COLORS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    env["TMPDIR"] = folder  # so that sockets of multiprocessing are removed with the folder
    if packages is not None:
        env["PYTHONPATH"] = str(packages)
    return env


def _text(file: IO[bytes], limit: int, folder: str) -> str:
    """Return the start of *file* without what differs from run to run."""
    file.seek(0)
    text = file.read(limit).decode("utf-8", "replace")
    if file.read(1):
        text = text[: text.rfind("\n") + 1]  # half a line could be taken for another error
    text = _OVERWRITTEN.sub("", text)  # a terminal shows the line that was written last
    return _BOOT_FRAME.sub("", text.replace(folder + os.sep, ""))
