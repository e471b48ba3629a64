"""A command that ends whole, however it ends."""

import os
import signal
import sys
from pathlib import Path

import leftovers
import pytest
from deadline import eventually
from platforms import linux

from poolable.lab import processes
from poolable.lab.process_group import ProcessGroup
from poolable.lab.processes import members

pytestmark = linux

SLEEP = "import time; time.sleep(600)"
# A child of its own session, which says when it is there.
FAMILY = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; print(1, flush=True); time.sleep(600)"],
                 start_new_session=True).wait()
"""


@pytest.fixture
def start(tmp_path, mark):
    """Return a function that starts a group; every group is ended afterwards."""
    groups = []

    def make(program, *arguments):
        with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
            command = [sys.executable, "-c", program, *arguments]
            groups.append(ProcessGroup(command, dict(os.environ), str(tmp_path), out, err))
        return groups[-1]

    yield make
    for group in groups:
        group.end()
    assert leftovers.processes(mark) == []


def pids(group):
    return {member.pid for member in members(group.process.pid, group.mark)}


def test_a_group_has_members_until_it_is_ended(start):
    group = start(SLEEP)
    assert group.poll() is None
    assert pids(group) == {group.process.pid}
    group.end()
    assert pids(group) == set()
    assert group.poll() == -9


def test_ending_twice_does_no_harm(start):
    group = start(SLEEP)
    group.end()
    group.end()
    assert group.poll() == -9


def test_a_child_that_left_the_session_is_a_member(start, tmp_path):
    group = start(FAMILY)
    eventually(lambda: (tmp_path / "out").read_text())
    assert len(pids(group)) == 2
    group.end()
    assert pids(group) == set()


def test_a_zombie_is_no_member(start):
    group = start("pass")
    os.waitid(os.P_PID, group.process.pid, os.WEXITED | os.WNOWAIT)
    assert pids(group) == set()


def test_a_group_that_empties_by_itself_has_nobody_left(start):
    group = start("pass")
    group.process.wait()
    assert group.settle(30) == 0


def test_those_who_stay_are_counted(start):
    assert start(SLEEP).settle(0) == 1


def test_a_resource_tracker_is_known_by_its_command(start, monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.1)
    group = start(SLEEP, "multiprocessing.resource_tracker")
    eventually(lambda: [one.is_tracker for one in members(group.process.pid, group.mark)] == [True])


def test_a_tracker_that_does_not_end_is_ended_after_its_grace(start, monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.1)
    group = start(SLEEP, "resource_tracker")
    group.end()
    assert group.poll() == -9


def test_the_guard_ends_with_the_group(start):
    group = start(SLEEP)
    assert group.guard.poll() is None
    group.end()
    assert group.guard.poll() is not None


def test_the_guard_ends_the_group_when_nobody_holds_it_any_more(start):
    group = start(SLEEP)
    group.guard.stdin.close()  # as the death of this process would
    assert group.process.wait(30) == -9
    assert group.guard.wait(30) == 0


def test_the_guard_outlives_a_signal_to_all(start):
    group = start(SLEEP)
    ignored = f"/proc/{group.guard.pid}/status"
    eventually(lambda: mask(ignored) & 1 << (signal.SIGTERM - 1))  # once it has started
    group.guard.terminate()
    group.guard.stdin.close()
    assert group.process.wait(30) == -9
    assert group.guard.wait(30) == 0


def mask(path):
    """Return the signals that a process ignores."""
    lines = Path(path).read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("SigIgn")), 16)
