"""State that is pickled once, into memory that every worker maps: `Shared`.

The owner pickles its object into a segment: a file in memory that has no name
(`memfd_create(2)`), or a temporary file where there is no ``/proc``. Large buffers are copied once
(`PEP 574`). A worker gets the address of the segment, maps it, and loads the object once.

The owner holds a lock on the segment (`flock(2)`). In each worker a thread waits for that lock,
gets it when the owner closes the handle or dies, and drops the object. Windows has no such lock:
there a worker drops an object when it loads the next one (tested with a stand-in for mmap only).
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
import sys
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any, Generic, NoReturn, Self, TypeVar, overload

if sys.platform != "win32":
    import fcntl

T = TypeVar("T")
Key = tuple[str, int]  # of a segment: its path and inode; on Windows its name and size
Address = tuple[Key, int, str]  # a key, the offset of its list of buffers, the name of the class

WINDOWS = sys.platform == "win32"
ALIGNMENT = 64  # bytes, as NumPy aligns its own arrays

_files: weakref.WeakSet[IO[bytes]] = weakref.WeakSet()  # the segments open in this process
_owned: set[Key] = set()  # the segments whose handles were made in this process
_loaded: dict[Key, Any] = {}  # the objects that this process has loaded


class Shared(Generic[T]):
    """The handle of an object that all workers read: put it into tasks in place of the object.

    The object is pickled once, here. A worker that unpickles the handle gets the object itself,
    which it loads once. Its NumPy arrays, and each `pickle.PickleBuffer`, are read-only views of
    memory that all processes share. If nothing pickles the handle on its way (threads, ``map``,
    an argument of a forked process), the task gets the handle, and `get` returns the object.

    Leave the ``with`` block when all tasks are done: later tasks do not find the object.

    Args:
        obj: anything that can be pickled. It may be deleted afterwards.

    Raises:
        Exception: what pickling *obj* raises; then nothing is left behind.

    >>> from functools import partial
    >>> from multiprocessing import Pool
    >>> with Pool(2) as pool, Shared([10, 20, 30]) as shared:
    ...     pool.map(partial(list.index, shared), [30, 10])
    [2, 0]
    """

    _kind = "object"

    def __init__(self, obj: T) -> None:
        self._kind = type(obj).__name__[:32]
        store = _store_by_name if WINDOWS else _store_in_file
        key, index, release = store(obj, self._kind)
        _owned.add(key)
        self._address: Address = key, index, self._kind
        self._close = weakref.finalize(self, _let_go, key, release)

    def __enter__(self) -> Self:
        """Return the handle."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Close the handle."""
        self.close()

    def close(self) -> None:
        """Give the memory back when no process uses the object; so does deleting the handle."""
        self._close()

    @overload
    def get(self: Shared[T]) -> T: ...

    @overload
    def get(self: T) -> T: ...

    def get(self: Any) -> Any:
        """Return the object as it arrives in this process: the same one at each call.

        ``Shared.get(state)`` also takes the object itself, and returns it unchanged. A task that
        begins with this call works with and without a pool.

        Raises:
            RuntimeError: the handle is closed, or the object does not load.

        >>> with Shared([10, 20, 30]) as shared:
        ...     shared.get(), Shared.get(shared.get())
        ([10, 20, 30], [10, 20, 30])
        """
        state = _arrive(*self._address) if isinstance(self, Shared) else self
        return state.fail() if isinstance(state, _Missing) else state

    def __reduce__(self) -> tuple[Callable[..., Any], Address]:
        """Pickle as a call that returns the object."""
        return _arrive, self._address

    def __repr__(self) -> str:
        """Return the class of the object, in words."""
        return f"<handle of a shared {self._kind}>"

    def __getattr__(self, name: str) -> NoReturn:
        """Say how to reach the object."""
        raise AttributeError(self._not_the_object(f"no attribute {name!r}"))

    def _not_the_object(self, lacks: str) -> str:
        return (
            f"the handle of a shared {self._kind} has {lacks}, because nothing pickled it on its "
            "way here: call its get(), or Shared.get(state) in a task that may have either."
        )

    def _fail(self, *_args: object) -> NoReturn:
        raise TypeError(self._not_the_object("no value"))

    __bool__ = __call__ = __getitem__ = __iter__ = __len__ = _fail


def _let_go(key: Key, release: Callable[[], None]) -> None:
    _owned.discard(key)
    _loaded.pop(key, None)
    release()


class _Missing:
    """Stands for an object that did not arrive, and raises the error when a task uses it.

    If unpickling the task raised the error at once, ``Pool.map`` would wait for ever:
    https://github.com/python/cpython/blob/v3.14.8/Lib/multiprocessing/pool.py#L113-L117.
    """

    def __init__(self, kind: str, error: Exception) -> None:
        self.reason = (
            f"the shared {kind} did not arrive ({error!r}): keep its with block open until all "
            "tasks are done, and make sure that a worker can import all that it needs"
        )

    def fail(self, *_args: object) -> NoReturn:
        raise RuntimeError(self.reason)

    __getattr__ = __getitem__ = __call__ = __len__ = __iter__ = fail
    __reduce_ex__ = fail


def _arrive(key: Key, index: int, kind: str) -> Any:
    """Return the object of a segment, loaded once in this process; a `_Missing` if it fails."""
    with suppress(KeyError):
        return _loaded[key]
    try:
        obj = _read(_map_by_name(key) if WINDOWS else _map_file(key), index)
    except Exception as error:
        return _Missing(kind, error)
    first = _loaded.setdefault(key, obj)  # another thread may have been faster
    if first is obj and key not in _owned:
        _forget_later(key)
    return first


def _read(segment: mmap.mmap, index: int) -> Any:
    # A write from C ignores that the view is read-only. The mapping is private to this process:
    # such a write changes a copy of the page, and crashes nothing.
    view = memoryview(segment).toreadonly()
    spans = pickle.loads(view[index:])
    return pickle.loads(view, buffers=(view[start:end] for start, end in spans))


def _write(obj: object, file: IO[bytes]) -> int:
    """Write the pickle, its buffers and a list of their places; return the offset of the list."""
    buffers: list[pickle.PickleBuffer] = []
    spans = []
    pickle.dump(obj, file, protocol=5, buffer_callback=buffers.append)
    for buffer in buffers:
        start = file.seek(-file.tell() % ALIGNMENT, os.SEEK_CUR)
        file.write(buffer.raw())
        spans.append((start, file.tell()))
    index = file.tell()
    pickle.dump(spans, file)
    return index


def _store_in_file(obj: object, kind: str) -> tuple[Key, int, Callable[[], None]]:
    """Return the key of a new segment that holds *obj*, its offset, and the call that ends it."""
    fd, path = _new_file(kind)
    file = _adopt(fd)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        with open(fd, "wb", closefd=False) as writer:
            index = _write(obj, writer)
        key = path, os.fstat(fd).st_ino
    except BaseException:
        _remove(file, path)
        raise
    return key, index, lambda: _remove(file, path)


def _new_file(kind: str) -> tuple[int, str]:
    if sys.platform == "linux" and hasattr(os, "memfd_create") and Path("/proc/self").exists():
        with suppress(OSError):  # a sandbox may forbid it
            fd = os.memfd_create(kind)
            return fd, f"/proc/{os.getpid()}/fd/{fd}"
    return tempfile.mkstemp(prefix=f"{kind}-")


def _adopt(fd: int) -> IO[bytes]:
    file = open(fd, "rb", buffering=0)  # noqa: SIM115 - its owner closes it
    _files.add(file)
    return file


def _remove(file: IO[bytes], path: str) -> None:
    # ValueError: this is a fork, which has closed the file. OSError: nothing to unlink in /proc.
    with suppress(ValueError, OSError), file:
        Path(path).unlink()


def _find(key: Key) -> IO[bytes]:
    path, inode = key
    # Once the owner has closed its file, the path may lead to a pipe, and opening that would block.
    file = _adopt(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    if os.fstat(file.fileno()).st_ino == inode:
        return file
    file.close()
    raise FileNotFoundError(path)


def _map_file(key: Key) -> mmap.mmap:
    with _find(key) as file:
        # as ACCESS_COPY, but no memory is set aside for copies of pages
        flags = mmap.MAP_PRIVATE | getattr(mmap, "MAP_NORESERVE", 0)  # since Python 3.13
        return mmap.mmap(file.fileno(), 0, flags=flags, prot=mmap.PROT_READ | mmap.PROT_WRITE)


def _wait_and_forget(key: Key) -> None:
    """Wait until the owner closes the handle or dies, then drop the object and any file left."""
    with suppress(OSError), _find(key) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        Path(key[0]).unlink()
    _loaded.pop(key, None)


def _forget_later(key: Key) -> None:
    """Arrange that this process drops the object later."""
    if WINDOWS:
        for other in _loaded.keys() - _owned - {key}:
            del _loaded[other]
        return
    try:
        Thread(target=_wait_and_forget, args=(key,), daemon=True).start()
    except RuntimeError:
        # A subinterpreter may have no daemon threads, so it loads the object for each task:
        # https://docs.python.org/3.13/c-api/init.html#c.PyInterpreterConfig.allow_daemon_threads
        _loaded.pop(key, None)


def _start_anew() -> None:
    """Keep nothing in a fork: it would keep the lock of the owner."""
    _loaded.clear()
    _owned.clear()
    for file in _files:
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)


_mmap: Any = mmap.mmap  # its arguments differ between platforms


def _store_by_name(obj: object, kind: str) -> tuple[Key, int, Callable[[], None]]:
    # https://learn.microsoft.com/windows/win32/memory/creating-named-shared-memory
    name, file = f"{kind}-{os.urandom(16).hex()}", io.BytesIO()
    index = _write(obj, file)
    file.write(name.encode())
    segment = _mmap(-1, file.tell(), tagname=name)
    segment[:] = file.getbuffer()
    return (name, len(segment)), index, segment.close


def _map_by_name(key: Key) -> mmap.mmap:
    name, size = key
    segment: mmap.mmap = _mmap(-1, size, tagname=name, access=mmap.ACCESS_COPY)
    if segment[-len(name.encode()) :] == name.encode():
        return segment
    segment.close()  # there was none, and Windows made a new one, of zeros
    raise FileNotFoundError(name)
