"""The shared memory of processes, and processes that are gone."""

import mmap
import os
import subprocess
import sys
import uuid

import leftovers
import pytest
from platforms import linux

from poolable.lab.processes import end, mapped_segments, members, unlink

pytestmark = linux


@pytest.fixture
def segment():
    """Return a file of shared memory."""
    path = leftovers.SHARED_MEMORY / f"poolable-{uuid.uuid4().hex}"
    path.write_bytes(bytes(mmap.PAGESIZE))
    yield path
    path.unlink(missing_ok=True)


def test_mapped_segments_are_found_and_unlinked(segment):
    inode = segment.stat().st_ino
    with segment.open("r+b") as file, mmap.mmap(file.fileno(), 0):
        assert inode in mapped_segments(os.getpid())
    assert inode not in mapped_segments(os.getpid())
    unlink({inode})
    assert not segment.exists()


def test_other_segments_are_left_alone(segment):
    unlink(set())
    unlink({segment.stat().st_ino + 10**9})
    assert segment.exists()


def test_a_process_that_is_gone_has_mapped_nothing_and_ends_again_unharmed():
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    assert mapped_segments(gone.pid) == set()
    assert members(gone.pid, "no such mark") == []
    assert end(gone.pid, "no such mark") is None
