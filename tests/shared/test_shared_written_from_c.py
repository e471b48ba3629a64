"""A write from C into a shared buffer reaches no other process, and kills none."""

import ctypes
import pickle

import pytest
from platforms import posix
from shared_programs import every_kind, program

from poolable import Shared, lab
from poolable import shared as module

pytestmark = posix
WRITE = """
def overwrite(state):
    address, size = ctypes.c_void_p(), ctypes.c_ssize_t()
    ctypes.pythonapi.PyObject_AsReadBuffer(
        ctypes.py_object(state.data), ctypes.byref(address), ctypes.byref(size))
    ctypes.memset(address, 7, size.value)
    return read(state)
def read(state):
    return os.getpid(), set(state.data)
context = get_context(METHOD)
with Shared(State()) as shared:
    with ProcessPoolExecutor(1, context) as first, ProcessPoolExecutor(1, context) as second:
        before = [each.submit(read, shared).result() for each in (first, second)]
        print(first.submit(overwrite, shared).result() == (before[0][0], {7}))
        print([each.submit(read, shared).result()[1] for each in (first, second)])
        print(before[0][0] == first.submit(os.getpid).result())
        print(read(shared.get())[1], overwrite(shared.get())[1])
        print(second.submit(read, shared).result()[1])
"""


@every_kind
def test_a_write_from_c_stays_in_its_process(script, kind):
    functions, main = WRITE.split("context = ", maxsplit=1)
    source = program(f"context = {main}", kind, None)
    outcome = lab.run(script(source.replace("\nif __name__", f"{functions}\nif __name__")))
    assert outcome.stdout.splitlines() == ["True", "[{7}, {0}]", "True", "{0} {7}", "{0}"], outcome


def test_a_write_from_c_into_a_numpy_array_changes_a_copy():
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    with Shared(np.zeros(10_000)) as shared:
        first = pickle.loads(pickle.dumps(shared))
        ctypes.memset(first.ctypes.data, 1, first.nbytes)
        assert first.all()
        module._loaded.clear()  # as in another worker
        assert not pickle.loads(pickle.dumps(shared)).any()
