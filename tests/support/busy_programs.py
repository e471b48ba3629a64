"""Programs that are ended while two of their tasks run."""

import os
import signal
import subprocess

from deadline import eventually
from leftovers import processes
from terminal import start

TASK = "    return x**n\n"
LONG_TASK = "    os.write(1, b'working\\n')\n    time.sleep(600)\n"


def end_busy_program(path, mark, action):
    """Start a script, call *action* with it once two tasks run; return the exit code and stderr.

    Fail if one of its processes is alive some time after it has ended.
    """
    with start(path, stderr=subprocess.PIPE) as program:
        try:
            assert [program.stdout.readline() for _ in range(2)] == ["working\n"] * 2
            action(program)
            _, stderr = program.communicate(timeout=30)
            eventually(lambda: not processes(mark), lambda: f"still running: {processes(mark)}")
        finally:
            if processes(mark):
                os.killpg(program.pid, signal.SIGKILL)
    return program.returncode, stderr
