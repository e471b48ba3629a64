"""Pickle state once into shared memory that every worker maps.

A task carries a handle, and what arrives is the object, loaded once a
worker. Its NumPy arrays and memoryviews are read-only views of that
memory; bytes, bytearray and array stay what they are, and are copied
once a worker: wrap a large one in a memoryview.

Cures: state_in_every_chunk
Prints: 13923571680850
    pickled 1 times for 2 workers
"""

import copyreg
import fcntl
import mmap
import os
import pickle
import tempfile
import threading
import weakref
from array import array
from collections import ChainMap
from contextlib import suppress
from functools import partial
from multiprocessing import Pool

held = {}  # what this process shares: path -> file descriptor
loaded = {}  # what it uses of others: (path, inode) -> object, lock
GONE = ("the shared {} is gone, for its owner has let go of it: "
        "keep its with block open until all tasks are done")
BROKEN = ("the shared {} does not load in a worker, because of {!r}: "
          "see that a worker can import all that it needs")
HANDLE = ("the handle of a {} has no {!r}: use the object itself here, "
          "and the handle as an argument of tasks")


class Shared:
    """The handle of obj; what arrives in a worker is obj."""

    def __init__(self, obj):
        self.kind = type(obj).__name__[:32]
        if hasattr(os, "memfd_create") and os.path.exists("/proc/self"):
            # memory without a name, which ends with its last user
            fd = os.memfd_create(self.kind)
            self.path = f"/proc/{os.getpid()}/fd/{fd}"
        else:
            fd, self.path = tempfile.mkstemp(prefix=f"{self.kind}-")
        self.inode = os.fstat(fd).st_ino
        held[self.path] = fd
        self.close = weakref.finalize(self, let_go, self.path)
        fcntl.flock(fd, fcntl.LOCK_EX)  # forget() waits for its end
        with open(fd, "wb", closefd=False) as file:
            write(obj, file)

    def __reduce__(self):
        if self.close.alive:
            return load, (self.path, self.inode, self.kind)
        raise RuntimeError(GONE.format(self.kind))

    def __getattr__(self, name):
        kind = vars(self).get("kind")
        raise AttributeError(HANDLE.format(kind, name))

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()


def let_go(path):
    if path in held:  # which a fork of the owner has emptied
        unlink(path)
        os.close(held.pop(path))


def unlink(path):
    with suppress(OSError):  # memory without a name has no link
        os.unlink(path)


def start_anew():
    for fd in [*held.values(), *(lock for _, lock in loaded.values())]:
        os.close(fd)
    held.clear()
    loaded.clear()


os.register_at_fork(after_in_child=start_anew)


def reduce_array(data):
    return as_array, (data.typecode, pickle.PickleBuffer(data))


def reduce_view(view):
    data = view if view.c_contiguous else view.tobytes()
    return as_view, (view.format, view.shape, pickle.PickleBuffer(data))


class Pickler(pickle.Pickler):
    dispatch_table = ChainMap(
        {array: reduce_array, memoryview: reduce_view},
        copyreg.dispatch_table)


def as_array(code, data):
    copy = array(code)
    copy.frombytes(data)
    return copy


def as_view(code, shape, data):
    return data.cast(code, shape) if data.nbytes else data.cast(code)


def write(obj, file):
    """Write its pickle, its buffers, where they are, where that is."""
    buffers, spans = [], []
    Pickler(file, 5, buffer_callback=buffers.append).dump(obj)
    end = file.tell()
    for data in (each.raw() for each in buffers):
        start = end + -end % 64  # aligned as NumPy aligns its own
        file.write(bytes(start - end))
        file.write(data)
        end = start + data.nbytes
        spans.append((start, end))
    pickle.dump(spans, file)
    file.write(end.to_bytes(8, "little"))


def read(view):
    spans = pickle.loads(view[int.from_bytes(view[-8:], "little"):])
    buffers = (view[start:end] for start, end in spans)
    return pickle.loads(view, buffers=buffers)


def load(path, inode, kind):
    with suppress(KeyError):
        return loaded[path, inode][0]
    try:
        # O_NONBLOCK, for a late worker may open another's pipe there
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(fd, "rb", buffering=0):
            if os.fstat(fd).st_ino != inode:
                raise FileNotFoundError(path)
            segment = mmap.mmap(fd, 0, access=mmap.ACCESS_READ)
            lock = os.dup(fd)
    except (OSError, ValueError):
        return Missing(GONE.format(kind))
    try:
        obj = read(memoryview(segment))
    except Exception as error:
        os.close(lock)
        return Missing(BROKEN.format(kind, error))
    loaded[path, inode] = obj, lock
    args = lock, path, inode
    try:
        threading.Thread(target=forget, args=args, daemon=True).start()
    except RuntimeError:  # not in a subinterpreter: it loads again
        del loaded[path, inode]
        os.close(lock)
    return obj


def forget(lock, path, inode):
    """Forget it as soon as the owner has let go of it, or died."""
    fcntl.flock(lock, fcntl.LOCK_SH)
    loaded.pop((path, inode), None)
    os.close(lock)
    unlink(path)


class Missing:
    """Raise when used: raised by load(), it would make Pool hang."""

    def __init__(self, reason):
        self.reason = reason

    def fail(self, *args):
        raise RuntimeError(self.reason)

    __getattr__ = __getitem__ = __len__ = __iter__ = __call__ = fail
    __bool__ = __eq__ = __add__ = __mul__ = __reduce_ex__ = fail


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = memoryview(array("Q", [x**n for x in range(80)]))
        self.pickled = 0

    def pow(self, x):
        return self.table[x]

    def run(self, pool, args):
        with Shared(self) as shared:
            pows = pool.map(partial(BigPow.pow, shared), args)
        return sum(pows)

    def __getstate__(self):
        self.pickled += 1
        return self.__dict__.copy()


if __name__ == "__main__":
    big_pow = BigPow(n=10)
    with Pool(2) as pool:
        print(big_pow.run(pool, range(20)))
    print("pickled", big_pow.pickled, "times for 2 workers")
