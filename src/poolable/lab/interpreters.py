"""The Python interpreters of this machine, and what each can do."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from poolable.errors import WrongUsage
from poolable.lab.versions import VERSIONS, minor_version

START_METHODS = ("fork", "spawn", "forkserver")  # in the order of every table

# Valid on Python 2.7, which has fork alone and no function that says so.
_PROBE = """
import json, multiprocessing as m, platform, sys
known = hasattr(m, "get_all_start_methods")
print(json.dumps({
    "executable": sys.executable,
    "version": platform.python_version(),
    "implementation": platform.python_implementation(),
    "start_methods": m.get_all_start_methods() if known else ["fork"],
    "default": m.get_start_method() if known else "fork",
}))
"""
_PROBE_SECONDS = 20


@dataclass(frozen=True)
class Interpreter:
    """An interpreter that was run and said what it is."""

    executable: str
    version: str
    implementation: str
    start_methods: tuple[str, ...]
    default: str
    """Its default start method."""

    @property
    def minor(self) -> str:
        """Return the version without its micro part, such as "3.14"."""
        return minor_version(self.version)

    def check_start_method(self, start_method: str) -> None:
        """Check that this Python has *start_method* on this platform.

        Raises:
            WrongUsage: it has not; the message names those that it has.

        """
        if start_method not in self.start_methods:
            raise WrongUsage(
                f"start method {start_method!r} is not one that Python {self.version} has on "
                f"this platform: choose from {', '.join(self.start_methods)}."
            )


@functools.cache
def probe(executable: str) -> Interpreter:
    """Run *executable*, a path or a name on the PATH, and return what it is.

    Raises:
        WrongUsage: there is no such file, or it does not answer as Python.

    """
    found = shutil.which(executable)
    if found is None:
        raise WrongUsage(
            f"interpreter {executable!r} was not found: give the path of a Python, "
            f"or a name on the PATH such as python3."
        )
    try:
        done = subprocess.run(
            [found, "-c", _PROBE],
            env={name: value for name, value in os.environ.items() if "PYTHON" not in name},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=True,
        )
        facts = json.loads(done.stdout)
        return Interpreter(**{**facts, "start_methods": tuple(facts["start_methods"])})
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, KeyError) as error:
        raise WrongUsage(
            f"interpreter {executable!r} does not answer as a Python "
            f"({type(error).__name__}): give the path of one that runs."
        ) from error


def running() -> Interpreter:
    """Return the interpreter that runs this code.

    >>> running().version == ".".join(map(str, sys.version_info[:3]))
    True
    """
    return probe(sys.executable)


@functools.cache
def installed() -> dict[str, Interpreter]:
    """Return the interpreters of this machine by minor version, oldest first.

    A version is left out if no python3.x is on the PATH, or if that does not answer.
    """
    answers = {version: _probe_or_none(f"python{version}") for version in VERSIONS}
    answers[running().minor] = running()
    return {version: python for version, python in answers.items() if python}


def _probe_or_none(name: str) -> Interpreter | None:
    try:
        return probe(name)
    except WrongUsage:
        return None
