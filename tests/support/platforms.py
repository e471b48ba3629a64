"""Marks for tests that only some platforms can run."""

import os
import sys

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and /dev/shm")
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and a shell")
