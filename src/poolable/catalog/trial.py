"""A run of a script, and whether it went as the script's docstring says.

Everything that runs a script of the catalog does it here: the command line, the recorder,
the site and the tests.
"""

from __future__ import annotations

import functools
import os
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from poolable.catalog.expectation import Expectation
from poolable.catalog.script import Script
from poolable.errors import WrongUsage
from poolable.lab import Interpreter, Outcome, run, running
from poolable.lab.runner import TIMEOUT

HANG_TIMEOUT = 10.0  # seconds, where the docstring says that the script hangs
IDLE_TIMEOUT = 2.0  # seconds without work or output, after which it counts as hanging
WAITING_THREADS = 8  # for scripts that hang: they use no processor


@dataclass(frozen=True)
class Trial:
    """One script, run on one Python under one start method."""

    script: Script
    python: Interpreter
    start_method: str
    expected: Expectation
    outcome: Outcome

    @property
    def as_expected(self) -> bool:
        """Tell whether the outcome is the one that the docstring promises."""
        return self.expected.allows(self.outcome.verb, self.outcome.text)


class Limits(NamedTuple):
    """When a run is ended, in seconds."""

    timeout: float
    idle_timeout: float


@dataclass(frozen=True)
class Job:
    """A trial to be made."""

    script: Script
    python: Interpreter
    start_method: str
    packages: Path | None = None
    """A folder of third-party packages, where the Python does not have them itself."""

    def hangs(self) -> bool:
        """Tell whether the docstring says that this run has to be stopped."""
        expected = self.script.expected(self.python.version, self.start_method)
        return expected is not None and expected.verb == "Hangs"

    def run(self) -> Trial:
        """Run the script and return the trial."""
        return run_script(self.script, self.python, self.start_method, packages=self.packages)


def run_script(
    script: Script,
    python: Interpreter | None = None,
    start_method: str | None = None,
    *,
    timeout: float | None = None,
    idle_timeout: float = IDLE_TIMEOUT,
    flags: tuple[str, ...] = (),
    packages: Path | None = None,
) -> Trial:
    """Run *script* within limits and return the trial.

    Args:
        script: the script to run.
        python: the interpreter; by default the one that runs this.
        start_method: by default the interpreter's own, which then is not set but left alone.
        timeout: seconds until it is stopped, and not before if it is idle; by default
            `limits_for` decides.
        idle_timeout: seconds without work or output after which a promised hang is stopped.
        flags: options for the interpreter, such as ``-I``.
        packages: a folder of third-party packages to put on its path.

    Raises:
        WrongUsage: the interpreter lacks the start method or a package, or the script
            does not run on its version.

    """
    python = python or running()
    method = start_method or python.default
    python.check_start_method(method)
    expected = script.expected(python.version, method)
    if expected is None:
        raise WrongUsage(
            f"{script.name} does not run on Python {python.version}: it needs {script.runs_on}."
        )
    if packages is None:
        require_packages(script, python)
    limits = Limits(timeout, 0.0) if timeout else limits_for(expected, idle_timeout)
    outcome = run(
        script.path, python, start_method, **limits._asdict(), flags=flags, packages=packages
    )
    return Trial(script, python, method, expected, outcome)


def limits_for(expected: Expectation, idle_timeout: float = IDLE_TIMEOUT) -> Limits:
    """Return the limits of a run: narrow where it is expected to hang.

    >>> limits_for(Expectation("Hangs", "")), limits_for(Expectation("Prints", "1"))
    (Limits(timeout=10.0, idle_timeout=2.0), Limits(timeout=60.0, idle_timeout=0.0))
    """
    if expected.verb == "Hangs":
        return Limits(HANG_TIMEOUT, idle_timeout)
    return Limits(TIMEOUT, 0.0)


def run_many(jobs: Iterable[Job]) -> Iterator[Trial]:
    """Run *jobs* side by side and yield each trial as soon as it is made.

    Each core gets a thread for scripts that work. Scripts that hang only wait, so threads of
    their own run them at the same time. If the caller stops early, the other jobs do not begin.
    """
    with (
        ThreadPoolExecutor(os.cpu_count()) as working,
        ThreadPoolExecutor(WAITING_THREADS) as waiting,
    ):
        futures = [(waiting if job.hangs() else working).submit(job.run) for job in jobs]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def require_packages(script: Script, python: Interpreter) -> None:
    """Check that *python* can import the packages that *script* needs.

    Raises:
        WrongUsage: it cannot; the message says how to install the package.

    """
    for name in script.needs:
        if not _can_import(python.executable, name):
            raise WrongUsage(
                f"{script.name} needs {name}, which {python.executable} cannot import: "
                f"install it with `{python.executable} -m pip install {name}`."
            )


@functools.cache  # a site build asks for the same few packages a hundred times
def _can_import(executable: str, name: str) -> bool:
    done = subprocess.run([executable, "-c", f"import {name}"], capture_output=True, check=False)
    return done.returncode == 0
