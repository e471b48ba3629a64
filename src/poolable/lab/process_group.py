"""A command in a session of its own, that ends whole, however it ends.

Killing a pool's parent leaves its workers; killing everything at once leaves
the segments that the resource tracker would have unlinked.
So the workers go first, the tracker is given time to clean up, and a guard
does the same should the process that started all this be killed itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, NamedTuple

GRACE = 3.0  # seconds that a resource tracker gets to unlink what is left
TICK = 0.01  # seconds between two looks
MARK = "POOLABLE_RUN"  # found in the environment of every descendant
SHARED_MEMORY = "/dev/shm/"

# What the guard does; most are ended before they need this module, so it is imported last.
_GUARD = """
import signal, sys
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)  # it is needed most when all are told to end
sys.stdin.buffer.read()  # returns when whoever started the guard is gone
folder, session, mark = sys.argv[1:]
sys.path.append(folder)
from process_group import end
end(int(session), mark)
"""


class Member(NamedTuple):
    """A live process of the group."""

    pid: int
    is_tracker: bool


class ProcessGroup:
    """Start *command* in a new session and keep hold of all that it starts."""

    def __init__(
        self, command: list[str], env: dict[str, str], cwd: str, out: IO[bytes], err: IO[bytes]
    ) -> None:
        self.mark = secrets.token_hex(8)
        self.process = subprocess.Popen(
            command,
            env={**env, MARK: self.mark},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            # what is ignored here, as in a background job, is ignored there
            preexec_fn=_heed_ctrl_c if signal.getsignal(signal.SIGINT) == signal.SIG_IGN else None,
        )
        self.guard = self._start_guard()
        self._ticks: dict[int, int] | None = None

    def _start_guard(self) -> subprocess.Popen[bytes] | None:
        """Start the process that ends the group when this process dies."""
        if os.name != "posix":
            return None
        of = [os.path.dirname(__file__), str(self.process.pid), self.mark]
        command = [sys.executable, "-I", "-S", "-c", _GUARD, *of]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def poll(self) -> int | None:
        """Return the exit code of the command, None while it runs."""
        return self.process.poll()

    def is_idle(self) -> bool:
        """Tell whether nothing has happened in the group since the last call.

        Its processes are the same, all sleep, and used a tick at most, as a thread that
        polls does. Never true where /proc does not tell.
        """
        ticks = usage(self.process.pid, self.mark)
        before, self._ticks = self._ticks, ticks
        if not ticks or not before or ticks.keys() != before.keys():
            return False
        return sum(ticks.values()) - sum(before.values()) <= 1

    def settle(self, seconds: float) -> int:
        """Wait for the group to empty by itself; return how many are left."""
        deadline = time.monotonic() + seconds
        while (left := members(self.process.pid, self.mark)) and time.monotonic() < deadline:
            time.sleep(TICK)
        return len(left)

    def end(self) -> None:
        """End every process of the group; safe to call twice."""
        try:
            end(self.process.pid, self.mark)
            self.process.wait()
        finally:
            if self.guard is not None and self.guard.stdin is not None:
                self.guard.kill()
                self.guard.wait()
                self.guard.stdin.close()


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def members(session: int, mark: str) -> list[Member]:
    """Return the live processes of *session*, and those that left it.

    Only Linux tells; elsewhere the list is empty.
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
        # after the command name, in parentheses: state, parent, group, session
        state, _, _, its_session = _read(pid, "stat").rpartition(b")")[2].split()[:4]
        if state in b"ZX":
            return None
        if int(its_session) != session and f"{MARK}={mark}".encode() not in _read(pid, "environ"):
            return None
        return Member(pid, b"resource_tracker" in _read(pid, "cmdline"))
    except (OSError, ValueError):  # it ended while we looked, or is not ours
        return None


def usage(session: int, mark: str) -> dict[int, int] | None:
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
    """Kill all but the trackers, wait for those; return the segments in use.

    A worker killed between making a segment and registering it leaves one
    that no tracker knows of.
    """
    segments: set[int] = set()
    deadline = time.monotonic() + GRACE
    if not os.path.isdir("/proc"):
        _signal_group(session, signal.SIGTERM)  # trackers ignore it
        time.sleep(GRACE / 10)
    while (left := members(session, mark)) and time.monotonic() < deadline:
        workers = [member.pid for member in left if not member.is_tracker]
        for pid in workers:
            _signal(pid, signal.SIGSTOP)
        for pid in workers:
            segments |= mapped(pid)
            _signal(pid, signal.SIGKILL)
        time.sleep(TICK)
    return segments


def mapped(pid: int) -> set[int]:
    """Return the inodes of the shared-memory files that *pid* has mapped."""
    try:
        lines = _read(pid, "maps").decode("utf-8", "replace").splitlines()
    except OSError:
        return set()
    # address, permissions, offset, device, inode, path
    fields = (line.split(maxsplit=5) for line in lines)
    return {int(field[4]) for field in fields if field[-1].startswith(SHARED_MEMORY)} | opened(pid)


def opened(pid: int) -> set[int]:
    """Return the inodes of those that *pid* has open, as it has before it maps them."""
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
            except OSError:  # its tracker came first
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
