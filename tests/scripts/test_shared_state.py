"""Shared state arrives whole, once and read-only, and nothing of it stays behind."""

import array
import gc
import mmap
import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
from collections import OrderedDict
from functools import partial
from pathlib import Path

import pytest
from deadline import eventually
from leftovers import processes, segments
from platforms import linux
from terminal import start

from poolable import lab
from poolable.lab.interpreters import running

shared_state = pytest.importorskip(
    "poolable.patterns.state.shared_state",
    reason="shared_state needs fcntl, which is not on Windows",
)
BigPow, Shared = shared_state.BigPow, shared_state.Shared

REMEDY = (
    "keep its with block open until all tasks are done, "
    "and see that a worker can import all that it needs"
)
GONE = rf"^the shared list did not arrive \((FileNotFound|OS)Error\(.*\)\): {REMEDY}$"
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
FILES = "import os; del os.memfd_create\n"  # as where there is none

every_method = pytest.mark.parametrize("start_method", running().start_methods)
every_kind = pytest.mark.parametrize("kind", ["", FILES], ids=["memory", "files"])


class Picky:
    """An object that is pickled, and does not load."""

    def __reduce__(self):
        return int, ("ten",)


def travel(shared):
    """Return what arrives; this process stands for a worker."""
    return pickle.loads(pickle.dumps(shared))


def open_files():
    gc.collect()  # what another test has left to the collector is not of this one
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_what_arrives_is_equal_and_of_the_same_type(state):
    with Shared(state) as shared:
        arrived = travel(shared)
    assert type(arrived) is type(state)
    assert arrived == state


@pytest.mark.parametrize("data", BUFFERS, ids=lambda data: type(data).__name__)
def test_a_pickle_buffer_arrives_as_a_view_of_its_bytes_that_cannot_be_written(data):
    with Shared({"deep": [pickle.PickleBuffer(data)]}) as shared:
        (arrived,) = travel(shared)["deep"]
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
        arrived = travel(shared)
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


def test_what_is_met_twice_is_the_same_object_twice():
    numbers = array.array("d", [1, 2])
    with Shared([numbers, numbers]) as shared:
        first, second = travel(shared)
        assert first is second
        assert travel(shared)[0] is first


@pytest.mark.parametrize("size", [1, 10**7])
def test_a_task_is_small_whatever_the_state(size):
    with Shared(bytes(size)) as shared:
        assert len(pickle.dumps((partial(BigPow.pow, shared), 19))) <= 200


def test_a_handle_that_is_closed_is_late():
    with Shared([1]) as shared:
        pass
    with pytest.raises(RuntimeError, match=GONE):
        len(travel(shared))


@pytest.mark.parametrize(
    "use", [len, bool, list, lambda x: x.n, lambda x: x[0], lambda x: x(1), pickle.dumps]
)
def test_who_is_late_is_told_so_when_it_uses_the_state(use):
    with Shared([1]) as shared:
        task = pickle.dumps(shared)
    with Shared([2]) as successor:  # has the number that the file of the first had
        (path, inode), *_ = successor.address
        assert path == shared.address[0][0]
        assert inode != shared.address[0][1]
        late = pickle.loads(task)
    with pytest.raises(RuntimeError, match=GONE):
        use(late)


def test_what_does_not_load_says_why_when_it_is_used():
    before = open_files()
    with Shared(Picky()) as shared, pytest.raises(RuntimeError) as caught:
        len(travel(shared))
    assert str(caught.value) == (
        """the shared Picky did not arrive (ValueError("invalid literal for int() """
        f"""with base 10: 'ten'")): {REMEDY}"""
    )
    assert open_files() == before


def test_what_cannot_be_pickled_leaves_nothing():
    before = open_files()
    with pytest.raises((TypeError, pickle.PicklingError), match=r"cannot pickle"):
        Shared(open_files.__code__)
    assert open_files() == before


def test_a_handle_that_is_collected_lets_go():
    before = open_files()
    shared = Shared([1])
    assert open_files() == before + 1
    del shared
    assert open_files() == before


def mapped():
    return Path("/proc/self/maps").read_text().count("/memfd:PickleBuffer")


@linux
def test_a_worker_forgets_the_state_as_soon_as_its_owner_has_let_go():
    data = pickle.PickleBuffer(MEGABYTE)
    with Shared(data) as first, Shared(data) as second:
        travel(first), travel(second)
        assert mapped() == 2
        first.close()
        eventually(lambda: mapped() == 1)
    eventually(lambda: mapped() == 0)


@linux
def test_a_thousand_rounds_leave_nothing():
    before, there = open_files(), segments()
    for _ in range(1000):
        with Shared(BigPow(n=2)) as shared:
            assert travel(shared).pow(3) == 9
    eventually(lambda: open_files() == before, lambda: f"{open_files()} files, {before} before")
    assert segments() == there


PROGRAM = """
import os, pickle, signal, sys, time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from poolable.patterns.state.shared_state import Shared

class State:
    loads = 0
    def __init__(self):
        self.data = pickle.PickleBuffer(bytes(10**6))
    def __setstate__(self, state):
        State.loads += 1
        vars(self).update(state)
    def use(self, x):
        return State.loads, len(self.data)
    def die(self):
        os.kill(os.getpid(), signal.SIGKILL)

def map_len(state, x):
    return len(state)

def wait(path):
    while not os.path.exists(path):
        time.sleep(0.01)
"""


@pytest.fixture
def program(script):
    """Return a function that writes a program of a kind, for a start method."""

    def write(source, kind, start_method, name="State"):
        source = source.replace("METHOD", repr(start_method)).replace("\n", "\n    ")
        whole = f"{kind}{PROGRAM}\nif __name__ == '__main__':\n    {source}"
        return script(whole.replace("State", name))

    return write


LOADED = """
context = get_context(METHOD)
with Shared(State()) as early, context.Pool(2) as pool:
    print(set(pool.map(partial(State.use, early), range(100), chunksize=1)))
with ProcessPoolExecutor(2, context) as executor:
    with Shared(State()) as shared:
        print(set(executor.map(partial(State.use, shared), range(100))))
"""


@every_kind
@every_method
def test_it_is_loaded_once_in_each_worker(program, kind, start_method):
    outcome = lab.run(program(LOADED, kind, start_method))
    assert outcome.stdout == "{(1, 1000000)}\n" * 2, outcome


INTERPRETERS = """
from concurrent.futures import InterpreterPoolExecutor
with InterpreterPoolExecutor(2) as executor:
    for _ in range(2):
        with Shared([1, 2, 3]) as shared:
            print(set(executor.map(partial(map_len, shared), range(20))))
"""


@pytest.mark.skipif(sys.version_info < (3, 14), reason="InterpreterPoolExecutor came with 3.14")
def test_interpreters_load_it_and_keep_nothing(program):
    outcome = lab.run(program(INTERPRETERS, "", None))
    assert (outcome.stdout, outcome.stderr) == ("{3}\n{3}\n", ""), outcome


FORKED = """
from poolable.patterns.state import shared_state
def kept():
    return {file.closed for file in shared_state.segments}, len(shared_state.loaded)
with Shared(State()) as shared:
    state = pickle.loads(pickle.dumps(shared))
    if os.fork() == 0:
        print(*kept(), flush=True)
        print(len(pickle.loads(pickle.dumps(shared)).data), flush=True)
        os._exit(0)
    os.wait()
    print(*kept())
"""


@every_kind
def test_a_fork_holds_nothing_and_loads_for_itself(program, kind):
    outcome = lab.run(program(FORKED, kind, None))
    assert outcome.stdout == "{True} 0\n1000000\n{False} 1\n", outcome


LATE = """
context = get_context(METHOD)
with ProcessPoolExecutor(1, context) as executor, context.Pool(1) as pool:
    executor.submit(wait, "go")
    pool.apply_async(wait, ["go"])
    with Shared([1]) as shared:
        late = executor.submit(len, shared), pool.apply_async(len, [shared])
        while not (late[0].running() and pool._taskqueue.empty()):
            time.sleep(0.01)
        time.sleep(0.1)  # it has left the queue, and not yet the thread
    open("go", "w").close()
    print(late[0].exception())
    try:
        late[1].get(30)
    except RuntimeError as error:
        print(error)
"""


@every_kind
@every_method
def test_a_late_worker_has_a_clear_error_and_nobody_hangs(program, kind, start_method):
    outcome = lab.run(program(LATE, kind, start_method))
    pool, executor = outcome.stdout.splitlines()
    assert re.search(GONE, pool), outcome
    assert re.search(GONE, executor), outcome


@pytest.fixture
def short_folder():
    """Return a folder whose path leaves room for the socket of the fork server."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield folder


SHARED = """
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever we were started with
initializer = signal.signal, (signal.SIGINT, signal.SIG_IGN)
with get_context(METHOD).Pool(2, *initializer) as pool, Shared(State()) as shared:
    pool.map(partial(State.use, shared), range(20), chunksize=1)
    print("working", flush=True)
    """
ENDS = {
    "return": "pass",
    "exception": "raise ValueError('no')",
    "exit": "shared.__enter__(); sys.exit()",
    "hard exit": "os._exit(1)",
    "worker killed": """
    with ProcessPoolExecutor(2, get_context(METHOD)) as executor:
        print(executor.submit(State.die, shared).exception())
    """,
    "killed": "time.sleep(600)",
    "Ctrl-C": "while True: time.sleep(0.01)",  # a signal just before one long sleep is not seen
}


@every_kind
@every_method
@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_left_however_it_ends(program, kind, start_method, end, mark, short_folder):
    name = f"State{os.urandom(4).hex()}"
    path, there = program(SHARED + ENDS[end], kind, start_method, name), segments()
    env = {**os.environ, "TMPDIR": short_folder}
    with start(path, stderr=subprocess.DEVNULL, env=env) as running_program:
        assert running_program.stdout.readline() == "working\n"
        if end == "killed":
            running_program.kill()
        if end == "Ctrl-C":
            os.killpg(running_program.pid, signal.SIGINT)
        running_program.wait(60)
        eventually(lambda: not users(name), lambda: f"{name} is in use: {users(name)}")
        if end not in ("killed", "hard exit"):  # then it is for a worker that lives to do it
            assert list(Path(short_folder).glob(f"{name}-*")) == []
    eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")
    assert segments() - there == set()


def users(name):
    """Return the processes that have a segment of that name open or mapped."""
    return [entry.name for entry in Path("/proc").glob("[0-9]*") if name in using(entry)]


def using(entry):
    """Return what a process has open and mapped."""
    try:
        links = [str(file.readlink()) for file in (entry / "fd").iterdir()]
        return (entry / "maps").read_text() + "\n".join(links)
    except OSError:  # it has ended
        return ""
