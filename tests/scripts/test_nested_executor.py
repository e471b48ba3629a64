"""The two levels of workers end with the program, if both follow their parent."""

import pytest
from busy_programs import LONG_TASK, TASK, end_busy_program

from poolable.catalog import get
from poolable.lab.interpreters import running

FOLLOWING = {
    "ProcessPoolExecutor(2)": "ProcessPoolExecutor(2, initializer=follow_parent)",
    TASK: LONG_TASK,
    'if __name__ == "__main__":\n': 'if __name__ == "__main__":\n    set_start_method({!r})\n',
}
IMPORTS = """
import os
import signal
import time
from multiprocessing import parent_process, set_start_method
from threading import Thread

"""


@pytest.fixture
def following(script):
    """Return a function that writes the pattern with the lines of process_executor."""
    source = get("process_executor").source
    lines = "def follow" + source.partition("def follow")[2].partition("def power")[0]

    def write(start_method):
        code = get("nested_executor").code
        for old, new in FOLLOWING.items():
            assert old in code
            code = code.replace(old, new.format(start_method))
        return script(IMPORTS + lines + code)

    return write


@pytest.mark.parametrize("start_method", running().start_methods)
def test_no_worker_outlives_a_killed_program(following, mark, start_method):
    end_busy_program(following(start_method), mark, lambda program: program.kill())
