"""The processes of a session: who is alive, and how to end all of them.

If only the parent of a pool is killed, its workers stay. If all are killed at once, the
shared-memory segments stay that the resource tracker would have unlinked.
Therefore `end` kills the workers first and gives the tracker time to clean up.
This module imports nothing of ours: a guard process imports it by its bare name.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

GRACE = 3.0  # seconds that a resource tracker gets to unlink the segments that are left
TICK = 0.01  # seconds between two looks
MARK_VARIABLE = "POOLABLE_RUN"  # set in the environment of every process of the group
SHARED_MEMORY = "/dev/shm/"


class Member(NamedTuple):
    """A live process of the group."""

    pid: int
    is_tracker: bool


def members(session: int, mark: str) -> list[Member]:
    """Return the live processes of *session*, and those with the *mark* that left it.

    The list is always empty without /proc, which only Linux has.
    """
    return [member for pid in _pids() if (member := _member(pid, session, mark))]


def _pids() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def _member(pid: int, session: int, mark: str) -> Member | None:
    """Return process *pid* if it is alive and of this session or mark."""
    try:
        # behind the command name, in parentheses: state, parent, group, session
        # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        state, _, _, its_session = _read(pid, "stat").rpartition(b")")[2].split()[:4]
        if state in b"ZX":
            return None
        if int(its_session) != session and f"{MARK_VARIABLE}={mark}".encode() not in _read(
            pid, "environ"
        ):
            return None
        return Member(pid, b"resource_tracker" in _read(pid, "cmdline"))
    except (OSError, ValueError):  # it ended while we looked, or is not ours
        return None


def cpu_ticks(session: int, mark: str) -> dict[int, int] | None:
    """Return the processor time of each member, in ticks; None while one is running."""
    ticks = {}
    for member in members(session, mark):
        try:
            fields = _read(member.pid, "stat").rpartition(b")")[2].split()
        except OSError:
            return None
        if fields[0] not in b"ST":
            return None
        ticks[member.pid] = int(fields[11]) + int(fields[12])
    return ticks or None


def _read(pid: int, name: str) -> bytes:
    with open(f"/proc/{pid}/{name}", "rb") as file:
        return file.read()


def end(session: int, mark: str) -> None:
    """End every process of *session*, resource trackers last."""
    if os.name != "posix":
        command = ["taskkill", "/F", "/T", "/PID", str(session)]
        subprocess.run(command, capture_output=True, check=False)
        return
    segments = _end_workers(session, mark)
    for member in members(session, mark):
        _signal(member.pid, signal.SIGKILL)
    _signal_group(session, signal.SIGKILL)
    unlink(segments)


def _end_workers(session: int, mark: str) -> set[int]:
    """Kill all but the trackers, wait for the trackers, and return the segments in use.

    A worker makes a segment first, and registers it then. If it is killed in between, no tracker
    knows the segment:
    https://github.com/python/cpython/blob/v3.14.0/Lib/multiprocessing/shared_memory.py#L122
    """
    segments: set[int] = set()
    deadline = time.monotonic() + GRACE
    if not os.path.isdir("/proc"):
        # trackers ignore this signal:
        # https://github.com/python/cpython/blob/v3.13.0/Lib/multiprocessing/resource_tracker.py#L226
        _signal_group(session, signal.SIGTERM)
        time.sleep(GRACE / 10)
    while (left := members(session, mark)) and time.monotonic() < deadline:
        workers = [member.pid for member in left if not member.is_tracker]
        for pid in workers:
            _signal(pid, signal.SIGSTOP)
        for pid in workers:
            segments |= mapped_segments(pid)
            _signal(pid, signal.SIGKILL)
        time.sleep(TICK)
    return segments


def mapped_segments(pid: int) -> set[int]:
    """Return the inodes of the shared-memory files that *pid* has mapped."""
    try:
        lines = _read(pid, "maps").decode("utf-8", "replace").splitlines()
    except OSError:
        return set()
    # address, permissions, offset, device, inode, path
    fields = (line.split(maxsplit=5) for line in lines)
    return {
        int(field[4]) for field in fields if field[-1].startswith(SHARED_MEMORY)
    } | open_segments(pid)


def open_segments(pid: int) -> set[int]:
    """Return the inodes of the shared-memory files that *pid* has open, mapped or not yet."""
    inodes = set()
    folder = Path(f"/proc/{pid}/fd")
    with contextlib.suppress(OSError):  # it ended while we looked, or is not ours
        for name in os.listdir(folder):
            with contextlib.suppress(OSError):  # it closed this one
                if os.readlink(folder / name).startswith(SHARED_MEMORY):
                    inodes.add((folder / name).stat().st_ino)
    return inodes


def unlink(segments: set[int]) -> None:
    """Remove the shared-memory files that have one of these inodes."""
    entries = list(os.scandir(SHARED_MEMORY)) if segments else []
    for entry in entries:
        if entry.inode() in segments:
            try:
                os.unlink(entry.path)
            except OSError:  # its tracker was faster
                pass


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        pass
