"""Run a script as a user would, and always come back.

A failing pool hangs, respawns for ever or leaves children behind.
Here it runs from an empty folder, in a process group of its own, for so many
seconds and so many bytes of output; then everything it started is ended.
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

from poolable.catalog import Script
from poolable.lab.error_line import last_error_line, last_warning
from poolable.lab.interpreters import Interpreter, running
from poolable.lab.process_group import TICK, ProcessGroup

TIMEOUT = 60.0  # seconds
MAX_OUTPUT = 32 * 1024  # bytes, of stdout and stderr together
HANG_TIMEOUT = 10.0  # seconds, where a hang is what the docstring promises
QUIET = 2.0  # seconds in which nothing runs and nothing is printed: it hangs
LOOK = 0.25  # seconds between two looks at what the group uses
SETTLE = 1.0  # seconds for the processes of a finished script to end too

# Runs a script as __main__ once the start method is set. Valid on Python 2.7.
_BOOT = r"""
import os, re, sys
method, __file__ = sys.argv[1:]
source = open(__file__).read()
# pathos has start methods of its own, and costs too much to import for nothing
own = re.findall(r"(?m)^(?:import|from) (?:pathos|multiprocess)\b", source)
for name in ["multiprocessing"] + ["multiprocess"] * bool(own):
    __import__(name).set_start_method(method)
sys.argv, sys.path[0] = [__file__], os.path.dirname(__file__)
__loader__ = None  # or tracebacks call this module built-in
code = compile(source, __file__, "exec")
del method, name, os, own, re, source, sys
exec(globals().pop("code"))
"""
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_SEGMENT = re.compile(r"psm_[0-9a-f]+")
_OVERWRITTEN = re.compile(r"(?m)^.*\r(?=[^\r\n])")  # as by a progress bar
_BOOT_FRAME = re.compile(r'  File "<string>", line \d+, in <module>\n(    exec\(.*\n(    ~.*\n)?)?')


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    stopped: str
    """Which limit ended it, "time", "idle" or "output"; "" when it ended by itself."""
    exit_code: int | None
    """The exit code, negative for a signal; None when it was stopped."""
    stdout: str
    stderr: str
    seconds: float
    """Wall time, in seconds."""
    left_behind: int
    """Processes that outlived the script and had to be ended."""

    @property
    def error(self) -> str:
        """Return the last error line that the run printed, or ""; addresses are 0x...."""
        return _ADDRESS.sub("0x...", last_error_line(self.stderr))

    @property
    def said(self) -> str:
        """Return the last warning or error in the output of a run that ended well."""
        text = last_warning(self.stdout + self.stderr) if self.verb == "Prints" else ""
        return _SEGMENT.sub("psm_...", _ADDRESS.sub("0x...", text))

    @property
    def verb(self) -> str:
        """Return what it did, one of "Prints", "Fails" and "Hangs"."""
        if self.stopped:
            return "Hangs"
        return "Prints" if self.exit_code == 0 else "Fails"

    @property
    def text(self) -> str:
        """Return what it is known by, its output or its last error line."""
        return self.stdout if self.verb == "Prints" else self.error


def run(
    script: Path,
    interpreter: Interpreter | None = None,
    start_method: str | None = None,
    *,
    timeout: float = TIMEOUT,
    max_output: int = MAX_OUTPUT,
    quiet: float = 0.0,
    flags: tuple[str, ...] = (),
    packages: Path | None = None,
) -> Outcome:
    """Run a copy of *script* in an empty folder and return its outcome.

    Args:
        script: the file to run.
        interpreter: by default the one that runs this.
        start_method: by default the one that the interpreter chooses.
        timeout: seconds after which the whole group is ended.
        max_output: bytes, stdout and stderr together, after which it is ended.
        quiet: seconds after which it is ended if nothing in it runs or prints;
            0 leaves it the whole timeout.
        flags: options for the interpreter, such as ``-I``.
        packages: a folder of third-party packages to put on its path.

    Raises:
        WrongUsage: the interpreter has no such start method.

    """
    interpreter = interpreter or running()
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        copy = str(shutil.copy(script, folder))
        command = [interpreter.executable, *flags, copy]
        # Python 2.7 has fork only, and no set_start_method to ask for it.
        if (
            start_method is not None
            and interpreter.require(start_method)
            and interpreter.minor != "2.7"
        ):
            command = [interpreter.executable, *flags, "-c", _BOOT, start_method, copy]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            files = (out, err)
            started = time.monotonic()
            group = ProcessGroup(command, _environment(folder, packages), folder, out, err)
            try:
                stopped = _watch(group, started + timeout, max_output, quiet, files)
                seconds = time.monotonic() - started
                # what dying processes say is not what the script did
                limits = [min(_size(file), max_output) if stopped else max_output for file in files]
                left_behind = 0 if stopped else group.settle(SETTLE)
            finally:
                group.end()
            stdout, stderr = map(_text, files, limits, (folder, folder))
            exit_code = None if stopped else group.poll()
            return Outcome(stopped, exit_code, stdout, stderr, round(seconds, 3), left_behind)


def patience(script: Script, interpreter: Interpreter, start_method: str) -> tuple[float, float]:
    """Return timeout and quiet for *script*, in seconds: narrow where it is said to hang."""
    expected = script.expected(interpreter.version, start_method)
    if expected and expected.verb == "Hangs":
        return HANG_TIMEOUT, QUIET
    return TIMEOUT, 0.0


def _watch(
    group: ProcessGroup,
    deadline: float,
    max_output: int,
    quiet: float,
    files: tuple[IO[bytes], ...],
) -> str:
    """Wait for the script to end; return the limit that it met, or ""."""
    seen, look = 0, 0.0
    busy = time.monotonic()  # when something was last seen to happen
    while True:
        now, ended = time.monotonic(), group.poll() is not None  # its last words count, too
        printed = sum(map(_size, files))
        if printed > max_output:
            return "output"
        if ended:
            return ""
        if now > deadline:
            return "time"
        if quiet and now > look:
            if not group.is_idle() or printed > seen:
                busy = now
            if now - busy > quiet:
                return "idle"
            seen, look = printed, now + LOOK
        time.sleep(TICK)


def _size(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _environment(folder: str, packages: Path | None) -> dict[str, str]:
    """Return this environment without what would change how Python runs."""
    ours = ("PYTHON", "COVERAGE", "PYTEST")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # A terminal shows each line when it is printed; colours would only get in the way.
    env |= {"PYTHONUNBUFFERED": "1", "PYTHON_COLORS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    env["TMPDIR"] = folder  # multiprocessing leaves its sockets there
    if packages is not None:
        env["PYTHONPATH"] = str(packages)
    return env


def _text(file: IO[bytes], limit: int, folder: str) -> str:
    """Return the start of *file*, freed of what differs from run to run."""
    file.seek(0)
    text = file.read(limit).decode("utf-8", "replace")
    if file.read(1):
        text = text[: text.rfind("\n") + 1]  # a line cut short says something else
    text = _OVERWRITTEN.sub("", text)  # a terminal shows the line that was written last
    return _BOOT_FRAME.sub("", text.replace(folder + os.sep, ""))
