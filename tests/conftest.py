"""Fixtures for every test, and the check that the tests leave nothing behind."""

import os
import signal
import textwrap
import uuid
from multiprocessing import forkserver

import pytest
from deadline import eventually
from leftovers import isolate, narrowed, processes, segments

from poolable.explainer import fresh_interpreter


def pytest_sessionstart():
    """Isolate before the first doctest of src, which may start a fork server.

    One that looks for semaphores in another /dev/shm makes only workers that die.
    """
    isolate()


@pytest.fixture(scope="session", autouse=True)
def nothing_left():
    """Fail the run if a process or a shared-memory segment outlives the tests."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a job in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored is inherited
    before = segments()
    mark = f"POOLABLE_TESTS={uuid.uuid4().hex}"
    os.environ.update([mark.split("=")])
    yield
    forkserver._forkserver._stop()  # one that a test started lives as long as this process
    fresh_interpreter.close()  # else it waits a while for the next check
    eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")
    left = segments() - before
    eventually(lambda: not narrowed(left), lambda: f"left in /dev/shm: {left}")


@pytest.fixture
def mark(monkeypatch):
    """Return what is in the environment of every process that this test starts."""
    value = uuid.uuid4().hex
    monkeypatch.setenv("POOLABLE_ONE_TEST", value)
    return f"POOLABLE_ONE_TEST={value}"


@pytest.fixture
def script(tmp_path):
    """Return a function that writes a script and returns its path."""

    def write(source, name="script.py"):
        path = tmp_path / name
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return path

    return write
