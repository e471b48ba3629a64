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
    ours = marked or int(parent) == os.getpid()  # a fork has the environment of its parent's start
    return ours and state not in "ZX" and int(entry.name) != os.getpid()


def described(entry):
    """Return the number and the command of a process."""
    try:
        return f"{entry.name} {(entry / 'cmdline').read_bytes().replace(bytes(1), b' ').decode()}"
    except OSError:
        return f"{entry.name} (ended)"


def segments():
    """Return the names of the shared-memory segments that Python can have made."""
    return {path.name for prefix in PREFIXES for path in SHARED_MEMORY.glob(f"{prefix}*")}


def abandoned(names):
    """Return those of the segments called *names* that are ours, and in use by no process.

    A segment whose process ends while we look is among them for that moment.
    """
    in_use = set().union(*map(used, Path("/proc").glob("[0-9]*"))) if names else set()
    return {name for name in names - in_use if is_ours(SHARED_MEMORY / name)}


def narrowed(names):
    """Return *names* without the segments that have gone, or have been in use, once."""
    names &= abandoned(names)
    return names


def is_ours(path):
    try:
        return path.stat().st_uid == os.getuid()
    except OSError:
        return False


def used(entry):
    """Return the names of the segments that a process has mapped or open."""
    lines = "\n".join([text(entry / "maps"), *targets(entry / "fd")]).splitlines()
    paths = [Path(line.split(maxsplit=5)[-1]) for line in lines if f"{SHARED_MEMORY}/" in line]
    return {path.name for path in paths}


def text(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def targets(folder):
    """Yield where the links in *folder* lead, but for those that go meanwhile."""
    try:
        links = list(folder.iterdir())
    except OSError:
        return
    for link in links:
        try:
            yield str(link.readlink())
        except OSError:
            continue
