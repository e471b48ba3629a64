"""The check at the end of the run sees what it is there to see."""

import multiprocessing
import subprocess
import sys
import uuid

import leftovers
import pytest
from deadline import eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and /dev/shm")
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
    assert multiprocessing.active_children() == []
    assert leftovers.processes("NO_SUCH=mark") == []


def test_a_segment_that_nobody_uses_is_seen_until_it_is_gone():
    before = leftovers.segments()
    path = leftovers.SHARED_MEMORY / f"poolable-{uuid.uuid4().hex}"
    path.touch()
    try:
        assert path.name in leftovers.abandoned_segments(before)
        with path.open():
            assert path.name not in leftovers.abandoned_segments(before)
    finally:
        path.unlink()
    assert path.name not in leftovers.abandoned_segments(before)


def test_a_segment_that_was_there_before_is_not_seen():
    path = leftovers.SHARED_MEMORY / f"poolable-{uuid.uuid4().hex}"
    path.touch()
    try:
        assert path.name not in leftovers.abandoned_segments(leftovers.segments())
    finally:
        path.unlink()
