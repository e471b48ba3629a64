"""The other Pythons, where this machine has them."""

import pytest

from poolable.interpreters import installed


def interpreter(version):
    """Return the Python of that minor version, or skip the test.

    Looked for in the test, not to tell tests apart: all xdist workers must collect the same.
    """
    if version not in installed():
        pytest.skip(f"python{version} is not installed")
    return installed()[version]
