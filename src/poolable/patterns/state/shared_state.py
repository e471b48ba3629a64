"""Pickle state once into shared memory that every worker maps.

A task carries a handle, and what arrives is the object, loaded once
a worker. Its NumPy arrays are read-only views of that memory; so is
the memoryview as which data in a pickle.PickleBuffer arrives.

Prints: 13923571680850
    pickled 1 times for 2 workers
"""

import fcntl
import mmap
import os
import pickle
import tempfile
import weakref
from contextlib import AbstractContextManager, suppress
from functools import partial
from multiprocessing import Pool
from threading import Thread

segments = weakref.WeakSet()  # the files open in this process
loaded = {}  # what this worker has: (path, inode) -> object


class Shared(AbstractContextManager):
    """The handle of obj; what arrives in a worker is obj."""

    def __init__(self, obj):
        kind = type(obj).__name__[:32]
        fd, path = new_segment(kind)
        self.close = weakref.finalize(self, let_go, adopt(fd), path)
        fcntl.flock(fd, fcntl.LOCK_EX)  # forget() waits for its end
        key = path, os.fstat(fd).st_ino
        self.address = key, write(obj, fd), kind

    def __reduce__(self):
        return load, self.address

    def __exit__(self, *exc_info):
        self.close()


def new_segment(kind):
    if hasattr(os, "memfd_create") and os.path.exists("/proc/self"):
        # memory without a name, which ends with its last user
        fd = os.memfd_create(kind)
        return fd, f"/proc/{os.getpid()}/fd/{fd}"
    return tempfile.mkstemp(prefix=f"{kind}-")


def adopt(fd):
    file = open(fd, "rb", buffering=0)
    segments.add(file)
    return file


def write(obj, fd):
    """Write pickle, buffers, where they are; return where that is."""
    buffers, spans = [], []
    with open(fd, "wb", closefd=False) as file:
        pickle.dump(obj, file, 5, buffer_callback=buffers.append)
        for buffer in buffers:
            # aligned as NumPy aligns its own
            start = file.seek(-file.tell() % 64, os.SEEK_CUR)
            file.write(buffer.raw())
            spans.append((start, file.tell()))
        index = file.tell()
        pickle.dump(spans, file)
    return index


def let_go(file, path):
    # ValueError: a fork has closed it; OSError: /proc has no links
    with suppress(ValueError, OSError), file:
        os.unlink(path)


def load(key, index, kind):
    with suppress(KeyError):
        return loaded[key]
    try:
        with find(*key) as file:
            obj = read(file, index)
    except Exception as error:
        return Missing(kind, error)
    loaded[key] = obj
    try:
        Thread(target=forget, args=key, daemon=True).start()
    except RuntimeError:  # not in a subinterpreter: it loads again
        del loaded[key]
    return obj


def find(path, inode):
    # O_NONBLOCK, for a late worker may open another's pipe there
    file = adopt(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    if os.fstat(file.fileno()).st_ino == inode:
        return file
    file.close()
    raise FileNotFoundError(path)


def read(file, index):
    segment = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    view = memoryview(segment)
    spans = pickle.loads(view[index:])
    buffers = (view[start:end] for start, end in spans)
    return pickle.loads(view, buffers=buffers)


def forget(path, inode):
    """Do so when the owner lets go, and in its place if it died."""
    with suppress(OSError), find(path, inode) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        os.unlink(path)
    loaded.pop((path, inode), None)


def start_anew():
    """Keep nothing in a fork: with it the lock would live on."""
    loaded.clear()
    for file in segments:
        file.close()


os.register_at_fork(after_in_child=start_anew)


class Missing:
    """Raise when used: raised by load(), it would make Pool hang."""

    def __init__(self, kind, error):
        self.reason = (
            f"the shared {kind} did not arrive ({error!r}): keep its "
            "with block open until all tasks are done, and see that "
            "a worker can import all that it needs")

    def fail(self, *args):
        raise RuntimeError(self.reason)

    __getattr__ = __getitem__ = __call__ = __len__ = __iter__ = fail
    __reduce_ex__ = fail


class BigPow:
    def __init__(self, n=10):
        self.n = n
        self.table = [x**n for x in range(10000)]
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
