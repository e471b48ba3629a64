"""Marks for tests of what only some platforms have."""

import os
import sys

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and /dev/shm")
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and a shell")
