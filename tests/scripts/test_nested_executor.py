"""The two levels of workers end with the program, if both follow their parent."""

import pytest
from test_process_executor import end, every_start_method

from poolable.catalog import get

FOLLOWING = {
    "ProcessPoolExecutor(2)": "ProcessPoolExecutor(2, initializer=follow_parent)",
    "    return x**n\n": "    os.write(1, b'working\\n')\n    time.sleep(600)\n",
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


@every_start_method
def test_no_worker_outlives_a_killed_program(following, mark, start_method):
    end(following(start_method), mark, lambda program: program.kill())
