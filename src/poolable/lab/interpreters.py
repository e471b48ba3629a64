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

# Valid on Python 2.7, which has fork alone and no word for it.
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
    """An interpreter that was run and answered."""

    executable: str
    version: str
    implementation: str
    start_methods: tuple[str, ...]
    default: str

    @property
    def minor(self) -> str:
        """Return the version without its micro part, such as "3.14"."""
        return minor_version(self.version)

    def require(self, start_method: str) -> str:
        """Return *start_method*, or raise `WrongUsage` if this Python lacks it."""
        if start_method not in self.start_methods:
            raise WrongUsage(
                f"start method {start_method!r} is not one that Python {self.version} has on "
                f"this platform: choose from {', '.join(self.start_methods)}."
            )
        return start_method


@functools.cache
def probe(executable: str) -> Interpreter:
    """Run *executable* (a path or a name on the PATH) and return what it is.

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
    """Return the interpreter that runs this.

    >>> running().version == ".".join(map(str, sys.version_info[:3]))
    True
    """
    return probe(sys.executable)


@functools.cache
def installed() -> dict[str, Interpreter]:
    """Return the interpreters of this machine by minor version, oldest first.

    A name on the PATH that is missing, or a shim that does not answer, is left out.
    """
    found = {version: _try(f"python{version}") for version in VERSIONS}
    found[running().minor] = running()
    return {version: found[version] for version in found if found[version]}  # type: ignore[misc]


def _try(name: str) -> Interpreter | None:
    try:
        return probe(name)
    except WrongUsage:
        return None
