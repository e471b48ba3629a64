"""Without fcntl the segment is named memory; a stand-in plays the part of Windows' mmap."""

import importlib.util
import mmap
import pickle
import sys

import pytest
from platforms import posix

from poolable import shared as module
from poolable.shared import Shared

pytestmark = posix


@pytest.fixture
def memory(monkeypatch, tmp_path):
    """Return the folder with what is named; as on Windows, memory that is missing is made."""

    def named(fd, size, tagname, access=mmap.ACCESS_WRITE):
        path = tmp_path / tagname
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), size, access=access)

    monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setattr(module, "_mmap", named)
    return tmp_path


def arrive_elsewhere(shared):
    """Return the object that arrives in another process, which owns nothing and has nothing."""
    owned, loaded = set(module._owned), dict(module._loaded)
    module._owned.clear()
    module._loaded.clear()
    try:
        return pickle.loads(pickle.dumps(shared)), list(module._loaded)
    finally:
        module._owned.update(owned)
        module._loaded.update(loaded)


def test_it_arrives_as_a_read_only_view_of_the_named_memory(memory):
    state = {"n": 10, "data": pickle.PickleBuffer(bytes(range(100)))}
    with Shared(state) as shared:
        arrived, _ = arrive_elsewhere(shared)
        assert [path.name[:5] for path in memory.iterdir()] == ["dict-"]
        assert (arrived["n"], bytes(arrived["data"])) == (10, bytes(range(100)))
        assert arrived["data"].readonly
        assert shared.get() is pickle.loads(pickle.dumps(shared))
    assert module._loaded == {}


def test_memory_that_has_ended_says_so(memory):
    with Shared([1]) as shared:
        task = pickle.dumps(shared)
    for path in memory.iterdir():
        path.unlink()
    with pytest.raises(RuntimeError, match=r"^the shared list did not arrive \(FileNotFoundError"):
        len(pickle.loads(task))


def test_a_worker_keeps_the_last_object_and_those_that_are_its_own(memory, monkeypatch):
    monkeypatch.setattr(module, "_owned", set())
    with Shared([1]) as first, Shared([2]) as second, Shared([3]) as own:
        mine = own.__reduce__()[1][0]
        own.get()
        module._owned -= {first.__reduce__()[1][0], second.__reduce__()[1][0]}
        assert pickle.loads(pickle.dumps(first)) == [1]
        assert pickle.loads(pickle.dumps(second)) == [2]
        assert module._loaded == {mine: [3], second.__reduce__()[1][0]: [2]}


def test_it_is_imported_without_fcntl(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.delattr("os.register_at_fork")
    spec = importlib.util.spec_from_file_location("shared_on_windows", module.__file__)
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    assert again.WINDOWS
