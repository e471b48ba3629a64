#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2026.4"]
# ///
"""The menu: `python3 noxfile.py -s docs` builds the site, `-s tests` runs the tests."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path


def bring_nox() -> None:
    """Install nox and uv into build/nox if this Python has no nox.

    `pip install --target` works also where pip may not change the system's packages (PEP 668).
    """
    folder = Path(__file__).parent / "build" / "nox"
    sys.path.append(str(folder))
    if importlib.util.find_spec("nox") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--root-user-action=ignore"]
        subprocess.run([*pip, "--target", str(folder), "nox[uv]>=2026.4"], check=True)
        importlib.invalidate_caches()


if __name__ == "__main__":  # not when nox reads this file
    bring_nox()

import nox  # noqa: E402 (it may have to be brought first)

os.environ.setdefault("UV_SYSTEM_CERTS", "true")  # trust what pip and the machine trust

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
BENCHMARKS = sorted(path.stem for path in Path("benchmarks").glob("*.py"))
DIST = "build/dist"
# The tests of the package; the others test the checkout.
ROOMS = [f"tests/{room}" for room in ("lab", "catalog", "explainer", "measure", "cli", "scripts")]

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # or each missing one costs ten seconds of network
nox.options.error_on_missing_interpreters = False  # the log says which were skipped
nox.options.reuse_venv = "yes"


def install(session: nox.Session, *groups: str, package: str = "-e.") -> None:
    """Install the package and the dependency groups named."""
    session.install(*package.split(), *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def lint(session: nox.Session) -> None:
    """Check the style of everything."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--diff")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, the tools and this file."""
    install(session, "types")
    session.run("mypy", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; every page runs its code, every warning is an error."""
    install(session, "docs", package="-e.[all]")
    options = ("-q", "-W", "-n", "--keep-going", "-j", "auto", "-d", "build/doctrees")
    session.run("sphinx-build", *options, *session.posargs, "docs", "build/html")
    session.log("the site is in build/html/index.html")


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test and doctest on this Python, and measure the coverage.

    `-s tests -- -k NAME` runs some tests, and measures nothing: a part never covers enough.
    """
    install(session, "test", package="-e.[all]")
    coverage = () if session.posargs else ("--cov",)
    session.run("pytest", *coverage, "-n", "auto", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def matrix(session: nox.Session) -> None:
    """Run every test and doctest on every supported Python that is here."""
    install(session, "test", package="-e.[all]")
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session(default=False)
def build(session: nox.Session) -> None:
    """Build the sdist, and the wheel from it, into build/dist."""
    session.install(*nox.project.dependency_groups(PROJECT, "build"))
    shutil.rmtree(DIST, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", DIST)
    session.run("python", "tools/check_wheel.py", DIST)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Install the wheel that `build` made, and run the tests of the package on it."""
    built = next(Path(DIST).glob("*.whl"), None) or session.error("run the session build first")
    install(session, "test", package=f"--force-reinstall {built}[all]")
    session.run("python", "tools/check_wheel.py", DIST, "--installed")
    session.run("pytest", "-n", "auto", *(session.posargs or ROOMS))


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Serve the site on http://localhost:8000."""
    options = ("-b", "localhost", "-d", "build/html")
    session.run("python", "-m", "http.server", *options, *session.posargs)


@nox.session(default=False)
def record(session: nox.Session) -> None:
    """Run every script on every Python under every start method; write the record."""
    install(session, "record")
    session.run("python", "tools/record_runs.py", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Run all benchmarks, or only the one named first: `-s bench -- scaling --quick`."""
    install(session, "bench")
    for name in session.posargs[:1] or BENCHMARKS:
        session.run("python", f"benchmarks/{name}.py", *session.posargs[1:])


if __name__ == "__main__":
    os.environ.setdefault("NOX_SCRIPT_MODE", "none")  # this process is the nox that it would make
    nox.main()
