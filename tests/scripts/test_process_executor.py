"""An executor in place of a Pool raises, and its workers end with their parent."""

import os
import signal

import pytest
from busy_programs import LONG_TASK, TASK, end_busy_program

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

EXCHANGE = {
    "from multiprocessing import Pool": "from concurrent.futures import ProcessPoolExecutor",
    " Pool(": " ProcessPoolExecutor(",
    "pool.map_async(": "pool.map(",
    "pows.get()": "pows",
    "sleep(0.5)": "sleep(0.01)",
}
FIRST_LINE = "    signal.signal(signal.SIGINT, signal.SIG_DFL)\n    with"
KEYBOARD_INTERRUPT = "    signal.signal(signal.SIGINT, signal.default_int_handler)\n    with"
LONG_TASKS = {
    "import signal\n": "import signal\nimport time\n",
    "import parent_process": "import parent_process, set_start_method",
    TASK: LONG_TASK,
    "ProcessPoolExecutor(init": "ProcessPoolExecutor(2, init",
    "    # Ctrl-C ends": "    set_start_method({!r})\n    # Ctrl-C ends",
}
every_start_method = pytest.mark.parametrize("start_method", running().start_methods)


def exchanged(name):
    """Return the failure called *name* with an executor for its pool."""
    source = get(name).source
    for pool, executor in EXCHANGE.items():
        source = source.replace(pool, executor)
    return source


def long_tasks(start_method):
    """Return the pattern with two workers and tasks that do not end."""
    source = get("process_executor").source
    for old, new in LONG_TASKS.items():
        assert source.count(old) == 1
        source = source.replace(old, new.format(start_method))
    return source


def interrupt(program):
    """Press Ctrl-C where *program* runs."""
    os.killpg(program.pid, signal.SIGINT)


@every_start_method
@pytest.mark.parametrize("failure", ["get_after_pool", "function_after_pool"])
def test_it_cures_by_its_class_alone(script, failure, start_method):
    outcome = lab.run(script(exchanged(failure)), start_method=start_method)
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")


def test_it_notices_a_dead_worker(script):
    outcome = lab.run(script(exchanged("worker_killed")))
    assert outcome.error == get("worker_killed_executor").expected(running().version, "").text


@every_start_method
@pytest.mark.parametrize("kill", ["kill", "terminate"])
def test_its_workers_end_with_a_killed_parent(script, mark, start_method, kill):
    path = script(long_tasks(start_method))
    code, _ = end_busy_program(path, mark, lambda program: getattr(program, kill)())
    assert code == {"kill": -signal.SIGKILL, "terminate": -signal.SIGTERM}[kill]


@every_start_method
def test_ctrl_c_ends_it_at_once(script, mark, start_method):
    code, stderr = end_busy_program(script(long_tasks(start_method)), mark, interrupt)
    assert code == -signal.SIGINT
    assert "Traceback" not in stderr


@every_start_method
def test_without_the_first_line_ctrl_c_raises_in_the_parent_alone(script, mark, start_method):
    source = long_tasks(start_method)
    assert source.count(FIRST_LINE) == 1
    path = script(source.replace(FIRST_LINE, KEYBOARD_INTERRUPT))
    code, stderr = end_busy_program(path, mark, interrupt)
    assert code == -signal.SIGINT
    assert stderr.rstrip().endswith("KeyboardInterrupt")
    assert stderr.count("\nKeyboardInterrupt") == 1


def test_a_raising_initializer_is_an_error(script):
    source = get("process_executor").source
    line = "    Thread(target=end_with_parent, daemon=True).start()\n"
    outcome = lab.run(script(source.replace(line, "    raise ValueError('no database')\n")))
    assert "ValueError: no database" in outcome.stderr
    assert outcome.error.startswith("concurrent.futures.process.BrokenProcessPool: ")
