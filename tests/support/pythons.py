"""Find the other Pythons of this machine."""

import pytest

from poolable.errors import WrongUsage
from poolable.lab.interpreters import probe, running


def interpreter(version):
    """Return the Python of that minor version, or skip the test.

    Tests call it while they run: with xdist, all workers must collect the same tests.
    """
    if version == running().minor:
        return running()
    try:
        return probe(f"python{version}")
    except WrongUsage:
        pytest.skip(f"python{version} is not installed")
