"""Fixtures of the tests of `explain`."""

import subprocess
import sys

import pytest


@pytest.fixture
def root(case):
    """Lend the object that a case of the corpus is about."""
    if case.missing:
        pytest.skip(f"needs {case.needs}")
    with case.built() as built:
        yield built


@pytest.fixture
def run(script):
    """Return a function that runs a script in a new Python and returns its output."""

    def run_script(source, *options):
        command = [sys.executable, *options, str(script(source))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.stderr == ""
        return done.stdout

    return run_script
