"""A shared object is loaded once in each worker, and nothing of it stays, however it ends."""

import os
import re
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from deadline import eventually
from leftovers import processes, segments
from platforms import linux
from shared_programs import GONE, every_kind, every_method, program
from terminal import start

from poolable import lab

pytestmark = linux
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
def test_it_is_loaded_once_in_each_worker(script, kind, start_method):
    outcome = lab.run(script(program(LOADED, kind, start_method)))
    assert outcome.stdout == "{(1, 1000000)}\n" * 2, outcome


LATE = """
context = get_context(METHOD)
with ProcessPoolExecutor(1, context) as executor, context.Pool(1) as pool:
    executor.submit(wait, "go")
    pool.apply_async(wait, ["go"])
    with poolable.meter() as meter, Shared([1]) as shared:
        late = executor.submit(len, shared), pool.apply_async(len, [shared])
        while sum(each.messages for each in meter.roots if each.name == "function len") < 2:
            time.sleep(0.01)  # until both tasks are pickled
    open("go", "w").close()
    print(late[0].exception())
    try:
        late[1].get(30)
    except RuntimeError as error:
        print(error)
"""


@every_kind
@every_method
def test_a_task_that_is_loaded_too_late_has_a_clear_error_and_nothing_hangs(
    script, kind, start_method
):
    outcome = lab.run(script(program(LATE, kind, start_method)))
    executor, pool = outcome.stdout.splitlines()
    assert re.search(GONE, executor), outcome
    assert re.search(GONE, pool), outcome


ROUNDS = """
def held(_):
    folder = "/proc/self/fd"
    links = [os.readlink(f"{folder}/{n}") for n in os.listdir(folder) if n in held_fds(folder)]
    maps = open("/proc/self/maps").read()
    return sum("State" in link for link in links), maps.count("State"), threading.active_count()
def held_fds(folder):
    return {n for n in os.listdir(folder) if os.path.lexists(f"{folder}/{n}")}
with get_context(METHOD).Pool(2) as pool:
    for _ in range(1000):
        with Shared(State()) as shared:
            assert len(pool.map(partial(State.use, shared), range(4), chunksize=1)) == 4
    deadline = time.monotonic() + 30
    while set(pool.map(held, range(8), chunksize=1)) != {(0, 0, 1)}:
        assert time.monotonic() < deadline, pool.map(held, range(8), chunksize=1)
        time.sleep(0.01)
    print(held(0)[:2])
"""


@every_kind
@every_method
def test_a_thousand_rounds_leave_nothing(script, kind, start_method):
    functions, main = ROUNDS.split("with get_context", maxsplit=1)
    source = program(f"with get_context{main}", kind, start_method, f"State{os.urandom(4).hex()}")
    there = segments()
    outcome = lab.run(script(source.replace("\nif __name__", f"{functions}\nif __name__")))
    assert outcome.stdout == "(0, 0)\n", outcome
    assert segments() == there


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
    "killed": "signal.pause()",
    "Ctrl-C": "while True: time.sleep(0.01)",  # a signal just before one long sleep is not seen
}


@every_kind
@every_method
@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_left_however_it_ends(script, kind, start_method, end, mark, short_folder):
    name = f"State{os.urandom(4).hex()}"
    path, there = script(program(SHARED + ENDS[end], kind, start_method, name)), segments()
    env = {**os.environ, "TMPDIR": short_folder}
    with start(path, stderr=subprocess.DEVNULL, env=env) as running_program:
        assert running_program.stdout.readline() == "working\n"
        if end == "killed":
            running_program.kill()
        if end == "Ctrl-C":
            os.killpg(running_program.pid, signal.SIGINT)
        running_program.wait(60)
        eventually(lambda: not users(name), lambda: f"{name} is in use: {users(name)}")
        if end not in ("killed", "hard exit"):  # then a worker removes it, if one lives
            assert list(Path(short_folder).glob(f"{name}-*")) == []
    eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")
    assert segments() - there == set()


def users(name):
    """Return the processes that have a segment of that name open or mapped."""
    return [entry.name for entry in Path("/proc").glob("[0-9]*") if name in using(entry)]


def using(entry):
    """Return the paths that a process has open or mapped."""
    try:
        links = [str(file.readlink()) for file in (entry / "fd").iterdir()]
        return (entry / "maps").read_text() + "\n".join(links)
    except OSError:  # it has ended
        return ""
