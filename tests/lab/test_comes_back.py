"""The lab comes back and leaves nothing behind, whatever a script does or happens to the lab."""

import signal
import subprocess
import sys
import time

import leftovers
import pytest
from deadline import eventually
from platforms import linux

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

pytestmark = linux

# A family that will not go: each member leaves the session and ignores what it can.
# The last of them holds a segment; the first floods when all are there, or just sleeps.
FAMILY = """
    import os, signal, sys, time
    from multiprocessing import shared_memory

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            segment = shared_memory.SharedMemory(create=True, size=4096)
            os.write(write, segment.name.encode())
        time.sleep(600)
    name = os.read(read, 99).decode()
    if {flood}:
        print(name)
        print("flood\\n" * 9999)
    else:
        with open("{ready}.new", "w") as file:
            file.write(name)
        os.rename("{ready}.new", "{ready}")
    time.sleep(600)
"""
CALL = "import pathlib, sys; from poolable import lab; lab.run(pathlib.Path(sys.argv[1]))"


def exists(segment):
    return (leftovers.SHARED_MEMORY / segment).exists()


def test_a_family_that_left_the_session_is_ended_with_its_segments(script, mark):
    outcome = lab.run(script(FAMILY.format(flood=True, ready="")), max_output=999)
    segment = outcome.stdout.split()[0]
    assert outcome.stopped_by == "output"
    assert segment.startswith("psm_")
    assert leftovers.processes(mark) == []
    assert not exists(segment)


def test_a_segment_that_no_tracker_knows_of_is_unlinked(script, mark):
    outcome = lab.run(
        script("""
            import time
            from multiprocessing import resource_tracker, shared_memory
            segment = shared_memory.SharedMemory(create=True, size=4096)
            resource_tracker.unregister(segment._name, "shared_memory")
            print(segment.name)
            print("flood\\n" * 9999)
            time.sleep(600)
        """),
        max_output=999,
    )
    segment = outcome.stdout.split()[0]
    assert segment.startswith("psm_")
    assert not exists(segment)
    assert leftovers.processes(mark) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_lab_that_is_interrupted_leaves_nothing(script, mark, tmp_path, number):
    ready = tmp_path / "ready"
    path = script(FAMILY.format(flood=False, ready=ready))
    with subprocess.Popen([sys.executable, "-c", CALL, path], stderr=subprocess.DEVNULL) as caller:
        eventually(ready.exists)
        segment = ready.read_text()
        assert exists(segment)
        assert len(leftovers.processes(mark)) >= 5  # the caller, the guard, the family
        caller.send_signal(number)
        assert caller.wait(30) == -number
    eventually(lambda: not leftovers.processes(mark), lambda: leftovers.processes(mark))
    assert not exists(segment)


def test_an_interruption_while_it_watches_goes_on_to_the_caller(script, mark, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(lab.runner, "_watch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lab.run(script("import time; time.sleep(600)"))
    assert leftovers.processes(mark) == []


def test_a_stopped_process_is_ended(script, mark):
    path = script("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")
    assert lab.run(path, timeout=1).stopped_by == "time"
    assert leftovers.processes(mark) == []


@pytest.mark.parametrize("method", running().start_methods)
def test_a_missing_guard_leaves_nothing(mark, method):
    started, before = time.monotonic(), leftovers.segments()
    outcome = lab.run(get("missing_guard").path, running(), method, timeout=10)
    assert time.monotonic() - started < 60
    assert outcome.verb == get("missing_guard").expected(running().version, method).verb
    assert leftovers.processes(mark) == []
    left = leftovers.segments() - before
    eventually(lambda: not leftovers.narrowed(left), lambda: f"left in /dev/shm: {left}")


def test_a_run_ends_no_other(script, mark):
    def others():
        return [line for line in leftovers.processes(mark) if "/lab-" in line]

    long = script("import time; time.sleep(600)", "long.py")
    with subprocess.Popen([sys.executable, "-c", CALL, long], stderr=subprocess.DEVNULL) as caller:
        try:
            (other,) = eventually(others)
            assert lab.run(script("print(1)")).text == "1\n"
            assert others() == [other]
        finally:
            caller.kill()
    eventually(lambda: not leftovers.processes(mark))
