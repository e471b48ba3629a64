"""A real Ctrl-C, or a killed parent, in the middle of long tasks: all processes end at once."""

import os
import signal
import subprocess

import pytest
from deadline import eventually
from leftovers import processes
from terminal import start

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

CHANGES = {
    "import signal\n": "import signal\nimport time\n",
    "import active_children,": "import active_children, get_context,",
    "Executor(1, ": "Executor(2, get_context('{}'), ",
    "if x == 3:": "if x in (0, 19):",
    "        press_ctrl_c()\n": "        os.write(1, b'working\\n')\n        time.sleep(600)\n",
}


def long_tasks(start_method):
    """Return the pattern with two tasks that do not end, and nobody but us to interrupt it."""
    source = get("ctrl_c").source
    for old, new in CHANGES.items():
        assert source.count(old) == 1
        source = source.replace(old, new.format(start_method))
    return source


@pytest.mark.parametrize("start_method", running().start_methods)
def test_it_stops_at_once_and_leaves_nothing(script, mark, start_method):
    path = script(long_tasks(start_method))
    with start(path, stderr=subprocess.PIPE) as program:
        working = [program.stdout.readline() for _ in range(2)]
        os.killpg(program.pid, signal.SIGINT)
        try:
            out, err = program.communicate(timeout=30)
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)
    assert working == ["working\n"] * 2
    assert (out, err, program.returncode) == ("stopping\nworkers left: []\n", "", 0)
    eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")


@pytest.mark.parametrize("start_method", running().start_methods)
def test_its_workers_end_when_the_parent_is_killed(script, mark, start_method):
    with start(script(long_tasks(start_method))) as program:
        working = [program.stdout.readline() for _ in range(2)]
        program.kill()
        try:
            eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")
        finally:
            os.killpg(program.pid, signal.SIGKILL) if processes(mark) else None
    assert working == ["working\n"] * 2


def test_it_cleans_up_when_ctrl_c_comes_while_it_submits_tasks(script):
    source = get("ctrl_c").source
    assert source.count("range(20)]") == 1
    interrupt = "range(20) if x < 3 or os.kill(os.getpid(), signal.SIGINT)]"
    source = source.replace("range(20)]", interrupt).replace("if x == 3:", "if x == 20:")
    outcome = lab.run(script(source))
    assert (outcome.verb, outcome.stdout) == ("Prints", "stopping\nworkers left: []\n")
