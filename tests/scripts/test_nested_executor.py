"""The two levels of workers end with the program, and the inner ones with an outer one."""

import os
import signal
from pathlib import Path

import pytest
from busy_programs import LONG_TASK, TASK, end_busy_program

from poolable.catalog import get
from poolable.lab.interpreters import running

GUARD = 'if __name__ == "__main__":\n'
CHANGES = {
    "import signal\n": "import signal\nimport time\n",
    "import parent_process": "import parent_process, set_start_method",
    TASK: LONG_TASK,
    GUARD: GUARD + "    set_start_method({!r})\n",
    "    with ProcessPoolExecutor(2, initializer=follow_parent) as pool:\n        return": (
        "    open(str(os.getpid()) + '.outer', 'x').close()\n"
        "    with ProcessPoolExecutor(2, initializer=follow_parent) as pool:\n        return"
    ),
}
every_start_method = pytest.mark.parametrize("start_method", running().start_methods)


@pytest.fixture
def busy(script, tmp_path, monkeypatch):
    """Return a function that writes the pattern with tasks that do not end."""
    monkeypatch.chdir(tmp_path)

    def write(start_method):
        source = get("nested_executor").source
        for old, new in CHANGES.items():
            assert source.count(old) == 1
            source = source.replace(old, new.format(start_method))
        return script(source)

    return write


@every_start_method
def test_no_worker_outlives_a_killed_program(busy, mark, start_method):
    end_busy_program(busy(start_method), mark, lambda program: program.kill())


@every_start_method
def test_ctrl_c_ends_both_levels(busy, mark, start_method):
    code, _ = end_busy_program(
        busy(start_method), mark, lambda program: os.killpg(program.pid, signal.SIGINT)
    )
    assert code == -signal.SIGINT


@every_start_method
def test_a_killed_outer_worker_leaves_no_inner_one(busy, mark, start_method):
    def kill_outer_worker(_):
        os.kill(int(next(Path().glob("*.outer")).stem), signal.SIGKILL)

    code, stderr = end_busy_program(busy(start_method), mark, kill_outer_worker)
    assert code == 1
    assert "BrokenProcessPool" in stderr
