"""The other Pythons, where this machine has them."""

import pytest

from poolable.errors import WrongUsage
from poolable.lab.interpreters import probe, running


def interpreter(version):
    """Return the Python of that minor version, or skip the test.

    Looked for in the test, not to tell tests apart: all xdist workers must collect the same.
    """
    if version == running().minor:
        return running()
    try:
        return probe(f"python{version}")
    except WrongUsage:
        pytest.skip(f"python{version} is not installed")
