"""Programs that share a state under a start method and in a kind of segment; their messages."""

import os
import textwrap

import pytest

from poolable.lab.interpreters import running

REMEDY = (
    "keep its with block open until all tasks are done, "
    "and make sure that a worker can import all that it needs"
)
GONE = rf"^the shared list did not arrive \((FileNotFound|OS)Error\(.*\)\): {REMEDY}$"
FILES = "import os; del os.memfd_create\n"  # as on a system without it
PROGRAM = """
import ctypes, os, pickle, signal, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
import poolable
from poolable import Shared

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

def get_and_use(state, x):
    return len(Shared.get(state).data) + x

def map_len(state, x):
    return len(state)

def wait(path):
    while not os.path.exists(path):
        time.sleep(0.01)
"""

every_method = pytest.mark.parametrize("start_method", running().start_methods)
every_kind = pytest.mark.parametrize(
    "kind",
    [
        pytest.param("", id="memory"),
        pytest.param(FILES, id="files", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX")),
    ],
)


def program(main, kind, start_method, name="State"):
    """Return the source of a program that does *main*; *name* is the class of its state."""
    main = textwrap.indent(main.replace("METHOD", repr(start_method)), "    ")
    return f"{kind}{PROGRAM}\nif __name__ == '__main__':\n{main}".replace("State", name)
