"""The check at the end of the run sees what it is there to see."""

import mmap
import subprocess
import sys
import uuid

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


def test_a_process_of_somebody_else_is_not_seen():
    assert leftovers.processes("NO_SUCH=mark") == []


@pytest.fixture
def segment():
    """Return a file of shared memory that nobody uses."""
    path = leftovers.SHARED_MEMORY / f"poolable-{uuid.uuid4().hex}"
    path.touch()
    yield path
    path.unlink(missing_ok=True)


def test_a_segment_is_seen_while_it_is_there(segment):
    assert segment.name in leftovers.segments()
    segment.unlink()
    assert segment.name not in leftovers.segments()


def test_a_segment_is_abandoned_unless_somebody_has_it_open(segment):
    names = {segment.name}
    assert leftovers.abandoned(names) == names
    with segment.open():
        assert leftovers.abandoned(names) == set()
    assert leftovers.abandoned(names) == names


def test_a_segment_is_in_use_while_somebody_has_it_mapped(segment):
    segment.write_bytes(bytes(mmap.PAGESIZE))
    with segment.open("r+b") as file:
        mapping = mmap.mmap(file.fileno(), 0)
    with mapping:
        assert leftovers.abandoned({segment.name}) == set()


def test_a_semaphore_is_in_use_while_somebody_has_it(mark):
    # The name is given to the file after it has been mapped.
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


def test_a_segment_that_has_gone_is_not_abandoned(segment):
    segment.unlink()
    assert leftovers.abandoned({segment.name}) == set()
