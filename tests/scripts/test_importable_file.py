"""A file serves callers that are in no file."""

import subprocess
import sys

import pytest

from poolable.catalog import get
from poolable.lab.interpreters import running

CALL = """
import multiprocessing, importable_file
multiprocessing.set_start_method({!r})
print(importable_file.power_sum(range(20)))
"""


@pytest.mark.parametrize("start_method", running().start_methods)
def test_it_serves_a_command_line(start_method):
    command = [sys.executable, "-c", CALL.format(start_method)]
    folder = get("importable_file").path.parent
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("13923571680850\n", "")
