"""The check at the end of the run finds processes and segments, and only ours."""

import mmap
import subprocess
import sys
import uuid
from pathlib import Path

import leftovers
import pytest
from deadline import eventually
from platforms import linux

pytestmark = linux
SEMAPHORE = """
import multiprocessing, time
semaphore = multiprocessing.get_context("spawn").Semaphore()
print("sem." + semaphore._semlock.name.strip("/"), flush=True)
time.sleep(600)
"""
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# Its parent ends at once, and it ends when its input is closed.
STRANGER = """
import os, sys
if os.fork():
    os._exit(0)
print(os.getpid(), flush=True)
sys.stdin.read()
"""


def test_a_marked_process_is_seen_while_it_lives(mark):
    with subprocess.Popen(SLEEP) as process:
        try:
            eventually(lambda: [line for line in leftovers.processes(mark) if "sleep(600)" in line])
        finally:
            process.kill()
    assert leftovers.processes(mark) == []


def test_a_process_that_left_the_session_is_seen(mark):
    with subprocess.Popen(SLEEP, start_new_session=True) as process:
        try:
            eventually(lambda: len(leftovers.processes(mark)) == 1)
        finally:
            process.kill()


def test_an_unmarked_child_is_seen():
    with subprocess.Popen(SLEEP, env={}) as process:
        try:
            eventually(lambda: leftovers.processes("NO_SUCH=mark"))
        finally:
            process.kill()


def test_a_stranger_is_not_seen():
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", STRANGER], env={}, stdin=pipe, stdout=pipe, text=True
    ) as process:
        stranger = Path("/proc", process.stdout.readline().strip())
        process.wait()
        seen = leftovers.processes("NO_SUCH=mark")
        assert "sys.stdin.read()" in leftovers.text(stranger / "cmdline")
    assert seen == []


@pytest.fixture
def segment():
    """Return a file of shared memory that no process uses."""
    path = leftovers.SHARED_MEMORY / f"poolable-{uuid.uuid4().hex}"
    path.touch()
    yield path
    path.unlink(missing_ok=True)


def test_a_segment_is_seen_while_it_is_there(segment):
    assert segment.name in leftovers.segments()
    segment.unlink()
    assert segment.name not in leftovers.segments()


def test_a_segment_is_abandoned_unless_a_process_has_it_open(segment):
    names = {segment.name}
    assert leftovers.abandoned(names) == names
    with segment.open():
        assert leftovers.abandoned(names) == set()
    assert leftovers.abandoned(names) == names


def test_a_segment_is_in_use_while_a_process_has_it_mapped(segment):
    segment.write_bytes(bytes(mmap.PAGESIZE))
    with segment.open("r+b") as file:
        mapping = mmap.mmap(file.fileno(), 0)
    with mapping:
        assert leftovers.abandoned({segment.name}) == set()


def test_a_semaphore_is_in_use_while_a_process_has_it(mark):
    # Python maps the file first and then gives it its name.
    with subprocess.Popen(
        [sys.executable, "-c", SEMAPHORE], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            name = process.stdout.readline().strip()
            assert name in leftovers.segments()
            assert leftovers.abandoned({name}) == set()
        finally:
            process.kill()
    eventually(lambda: name not in leftovers.segments())  # its tracker unlinks it


def test_a_segment_that_is_gone_is_not_abandoned(segment):
    segment.unlink()
    assert leftovers.abandoned({segment.name}) == set()
