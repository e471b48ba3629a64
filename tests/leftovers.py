"""Processes and shared-memory segments that should be gone.

Only Linux tells; elsewhere there is nothing to see.
"""

import os
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
# Other programs put files there as well; these are the names that Python gives.
PREFIXES = ("psm_", "pym-", "sem.mp-", "poolable-")


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
    if child and "resource_tracker" in text(entry / "cmdline"):
        return False  # a ThreadPool has one since Python 3.14; it ends with this process
    return (marked or child) and state not in "ZX" and int(entry.name) != os.getpid()


def described(entry):
    """Return the number and the command of a process."""
    return f"{entry.name} {text(entry / 'cmdline').replace(chr(0), ' ')}"


def segments():
    """Return the names of the shared-memory segments that Python can have made."""
    return {path.name for prefix in PREFIXES for path in SHARED_MEMORY.glob(f"{prefix}*")}


def narrowed(names):
    """Return *names* without the segments that have gone, or have been in use, once."""
    names &= abandoned(names)
    return names


def abandoned(names):
    """Return those of the segments called *names* that are ours, and in use by no process.

    A segment whose process ends while we look is among them for that moment.
    """
    in_use = set().union(*map(used, Path("/proc").glob("[0-9]*"))) if names else set()
    return {name for name in names if inode(SHARED_MEMORY / name) not in {None, *in_use}}


def inode(path):
    """Return the inode of a file, None if it has gone or is not ours."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino if found.st_uid == os.getuid() else None


def used(entry):
    """Return the inodes of the segments that a process has mapped or open.

    Not the names: a semaphore is mapped under another one before it gets its own.
    """
    lines = [line for line in text(entry / "maps").splitlines() if f"{SHARED_MEMORY}/" in line]
    return {int(line.split()[4]) for line in lines} | set(map(inode, opened(entry / "fd")))


def text(path):
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
    try:
        return str(link.readlink()).startswith(f"{SHARED_MEMORY}/")
    except OSError:
        return False
