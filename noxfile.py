#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2026.4"]
# ///
"""The menu: `python3 noxfile.py -s docs` builds the site, `-s tests` passes the tests."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

# Where this file keeps a nox of its own, for those who have Python and pip alone.
TOOLS = Path(__file__).parent / "build" / "nox"
sys.path.append(str(TOOLS))
try:
    import nox
except ModuleNotFoundError:
    # --target works where pip may not touch the system's packages (PEP 668)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--root-user-action=ignore"]
    subprocess.run([*pip, "--target", str(TOOLS), "nox[uv]>=2026.4"], check=True)
    importlib.invalidate_caches()
    import nox

os.environ.setdefault("UV_SYSTEM_CERTS", "true")  # trust what pip and the machine trust

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
BENCHMARKS = sorted(path.stem for path in Path("benchmarks").glob("*.py"))

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # or each missing one costs ten seconds of network
nox.options.error_on_missing_interpreters = False  # skipped, and said
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "docs", "tests"]


def install(session: nox.Session, *groups: str, extras: str = "") -> None:
    """Install the package and the dependency groups named."""
    session.install("-e", f".{extras}", *nox.project.dependency_groups(PROJECT, *groups))


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test and doctest on this Python."""
    install(session, "test", extras="[all]")
    session.run("pytest", "-n", "4", *session.posargs)


@nox.session(python=PYTHONS, default=False)
def matrix(session: nox.Session) -> None:
    """Run every test and doctest on every supported Python that is here."""
    tests(session)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site; every page runs its code, every warning is an error."""
    install(session, "docs", extras="[all]")
    options = ("-q", "-W", "-n", "--keep-going", "-j", "auto", "-d", "build/doctrees")
    session.run("sphinx-build", *options, *session.posargs, "docs", "build/html")
    session.log("the site is in build/html/index.html")


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Serve the site on http://localhost:8000."""
    session.run(
        "python", "-m", "http.server", "-b", "localhost", "-d", "build/html", *session.posargs
    )


@nox.session(default=False)
def record(session: nox.Session) -> None:
    """Run every script on every Python under every start method; write the record."""
    install(session, "record")
    session.run("python", "tools/record_runs.py", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Run every benchmark, or those named: `-s bench -- scaling --quick`."""
    install(session, "bench")
    words = list(session.posargs)
    first = next((i for i, word in enumerate(words) if word.startswith("-")), len(words))
    for name in words[:first] or BENCHMARKS:
        session.run("python", f"benchmarks/{name}.py", *words[first:])


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


if __name__ == "__main__":
    os.environ.setdefault("NOX_SCRIPT_MODE", "none")  # this is the nox it would make
    nox.main()
