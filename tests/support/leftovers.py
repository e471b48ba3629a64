"""Find processes and shared-memory segments that should be gone.

Only Linux shows them; on other systems nothing is found.
"""

import ctypes
import os
import sys
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000  # from sched.h and mount.h
# Other programs put files there, too; Python's and our own begin with these.
PREFIXES = ("psm_", "pym-", "sem.mp-", "poolable-")


# These live as long as this process: the tracker that a ThreadPool starts since Python 3.14,
# the server that forks workers, and the interpreter in which explain loads objects.
KEPT = ("resource_tracker", "multiprocessing.forkserver", "receiver.serve")


def processes(mark):
    """Return the live processes that have *mark* (NAME=value) in their environment."""
    return [described(entry) for entry in Path("/proc").glob("[0-9]*") if has(entry, mark)]


def has(entry, mark):
    """Tell whether a process other than this one is alive and marked, or forked from here."""
    try:
        state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
        marked = mark.encode() in (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is not ours
        return False
    child = int(parent) == os.getpid()  # a fork has the environment that its parent started with
    if child and any(kept in text(entry / "cmdline") for kept in KEPT):
        return False
    return (marked or child) and state not in "ZX" and int(entry.name) != os.getpid()


def described(entry):
    """Return the number and the command of a process."""
    return f"{entry.name} {text(entry / 'cmdline').replace(chr(0), ' ')}"


def isolate():
    """Give this process and its children their own /dev/shm; tell whether that was possible.

    Only root can do this. Then files that other programs leave are not taken for ours.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None)
    return not (
        libc.unshare(CLONE_NEWNS)
        or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
        or libc.mount(b"tmpfs", bytes(SHARED_MEMORY), b"tmpfs", 0, None)
    )


def segments():
    """Return the names of the shared-memory segments that Python can have made."""
    return {path.name for prefix in PREFIXES for path in SHARED_MEMORY.glob(f"{prefix}*")}


def narrowed(names):
    """Remove from *names* the segments that are gone or in use now; return *names*."""
    names &= abandoned(names)
    return names


def abandoned(names):
    """Return those of the segments called *names* that are ours and that no process uses.

    A segment whose process ends while we look is returned, although it goes at that moment.
    """
    in_use = set().union(*map(used, Path("/proc").glob("[0-9]*"))) if names else set()
    return {name for name in names if identity(SHARED_MEMORY / name) not in {None, *in_use}}


def identity(path):
    """Return the device and inode of a file, None if it is gone or not ours."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_uid == os.getuid() else None


def used(entry):
    """Return the identities of the segments that a process has mapped or open.

    The names would not do: a semaphore is mapped under a temporary name before it gets its own.
    """
    lines = [line for line in text(entry / "maps").splitlines() if f"{SHARED_MEMORY}/" in line]
    return set(map(mapped, lines)) | set(map(identity, opened(entry / "fd")))


def mapped(line):
    """Return the identity of the file that a line of /proc/PID/maps names.

    >>> mapped("7f00-7f01 rw-s 00000000 00:1a 42 /dev/shm/psm_1") == (os.makedev(0, 26), 42)
    True
    """
    device, inode = line.split()[3:5]
    return os.makedev(*(int(part, 16) for part in device.split(":"))), int(inode)


def text(path):
    """Return the text of a file of /proc, "" if its process is gone or not ours."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def opened(folder):
    """Return the links to segments in *folder*, which changes while we look."""
    try:
        return [link for link in folder.iterdir() if leads_to_a_segment(link)]
    except OSError:
        return []


def leads_to_a_segment(link):
    """Tell whether a link of /proc/PID/fd leads to a file of shared memory."""
    try:
        return str(link.readlink()).startswith(f"{SHARED_MEMORY}/")
    except OSError:
        return False
