"""A shared object arrives whole and read-only; a task that uses it too late is told so."""

import array
import gc
import mmap
import os
import pickle
from collections import OrderedDict
from functools import partial
from pathlib import Path

import pytest
from platforms import posix
from shared_programs import GONE, REMEDY

from poolable import Shared
from poolable.patterns.classes.borrowed_pool import BigPow

pytestmark = posix
MEGABYTE = bytes(range(256)) * 4096
STATES = [
    None,
    [],
    b"",
    bytearray(),
    MEGABYTE,
    bytearray(MEGABYTE),
    "ä" * 10**6,
    array.array("d"),
    array.array("d", range(1000)),
    {"deep": [OrderedDict(x=(MEGABYTE, array.array("q", [1, 2, 3])))]},
]
BUFFERS = [
    b"",
    MEGABYTE,
    bytearray(MEGABYTE),
    array.array("d"),
    array.array("d", range(1000)),
    memoryview(MEGABYTE).cast("B", (256, 4096)),
]


class Picky:
    """An object that pickles, and does not load."""

    def __reduce__(self):
        return int, ("ten",)


def arrive(shared):
    """Return the object that arrives; this process stands for a worker."""
    return pickle.loads(pickle.dumps(shared))


def open_files():
    gc.collect()  # files that another test has left to the collector do not count
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_the_object_that_arrives_is_equal_and_of_the_same_type(state):
    with Shared(state) as shared:
        arrived = arrive(shared)
    assert type(arrived) is type(state)
    assert arrived == state


@pytest.mark.parametrize("data", BUFFERS, ids=lambda data: type(data).__name__)
def test_a_pickle_buffer_arrives_as_a_view_of_its_bytes_that_cannot_be_written(data):
    with Shared({"deep": [pickle.PickleBuffer(data)]}) as shared:
        (arrived,) = arrive(shared)["deep"]
    assert type(arrived) is memoryview
    assert (arrived.format, arrived.ndim, bytes(arrived)) == ("B", 1, bytes(data))
    assert type(arrived.obj) is mmap.mmap
    assert arrived.readonly
    if data:
        with pytest.raises(TypeError, match=r"^cannot modify read-only memory$"):
            arrived[0] = 1


def test_numpy_arrays_are_views_of_the_segment_that_cannot_be_written():
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    numbers = np.arange(24.0)
    arrays = [numbers, numbers.reshape(4, 6), numbers.reshape(4, 6).T, numbers.astype("i2,f4")]
    with Shared(arrays) as shared:
        arrived = arrive(shared)
    for before, after in zip(arrays, arrived, strict=True):
        assert (after.dtype, after.shape, after.strides) == (
            before.dtype,
            before.shape,
            before.strides,
        )
        assert (after == before).all()
        assert after.ctypes.data % 64 == 0
        assert not after.flags.owndata
        with pytest.raises(ValueError, match=r"^assignment destination is read-only$"):
            after[0] = after[1]
        with pytest.raises(ValueError, match=r"^cannot set WRITEABLE flag to True"):
            after.setflags(write=True)


def test_an_object_that_occurs_twice_arrives_as_one_object():
    numbers = array.array("d", [1, 2])
    with Shared([numbers, numbers]) as shared:
        first, second = arrive(shared)
        assert first is second
        assert arrive(shared)[0] is first


@pytest.mark.parametrize("size", [1, 10**7])
def test_a_task_is_small_whatever_the_size_of_the_state(size):
    with Shared(bytes(size)) as shared:
        assert len(pickle.dumps((partial(BigPow.pow, shared), 19))) <= 200


def test_an_object_whose_handle_is_closed_does_not_arrive():
    with Shared([1]) as shared:
        arrive(shared)
    with pytest.raises(RuntimeError, match=GONE):
        len(arrive(shared))


@pytest.mark.parametrize(
    "use",
    [len, bool, list, lambda x: x.n, lambda x: x[0], lambda x: x(1), pickle.dumps, Shared.get],
)
def test_using_the_state_after_its_handle_is_closed_raises(use):
    with Shared([1]) as shared:
        task = pickle.dumps(shared)
    with Shared([2]) as successor:  # it has the number that the file of the first one had
        (path, inode), *_ = successor.__reduce__()[1]
        (first_path, first_inode), *_ = shared.__reduce__()[1]
        assert (path == first_path) == path.startswith("/proc")
        assert inode != first_inode or not path.startswith("/proc")
        late = pickle.loads(task)
    with pytest.raises(RuntimeError, match=GONE):
        use(late)


def test_an_object_that_does_not_load_says_why_when_it_is_used():
    before = open_files()
    with Shared(Picky()) as shared, pytest.raises(RuntimeError) as caught:
        len(arrive(shared))
    assert str(caught.value) == (
        """the shared Picky did not arrive (ValueError("invalid literal for int() """
        f"""with base 10: 'ten'")): {REMEDY}"""
    )
    assert open_files() == before


def test_an_object_that_does_not_pickle_leaves_nothing():
    before = open_files()
    with pytest.raises((TypeError, pickle.PicklingError), match=r"cannot pickle"):
        Shared(open_files.__code__)
    assert open_files() == before


def test_a_handle_that_is_deleted_is_closed():
    before = open_files()
    shared = Shared([1])
    assert open_files() == before + 1
    del shared
    assert open_files() == before


def test_a_sandbox_without_memory_files_has_temporary_files(monkeypatch, tmp_path):
    def refuse(name):
        raise PermissionError(name)

    monkeypatch.setattr(os, "memfd_create", refuse, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Shared([1]) as shared:
        assert [path.name[:5] for path in tmp_path.iterdir()] == ["list-"]
        assert arrive(shared) == [1]
    assert list(tmp_path.iterdir()) == []
