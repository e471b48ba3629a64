"""loky needs no main script that a worker could import."""

import pytest

from poolable import lab
from poolable.catalog import get

pytest.importorskip("loky")

CALLERS = {
    "on the command line": """
import subprocess, sys
sys.exit(subprocess.call([sys.executable, "-c", {code!r}]))
""",
    "on standard input": """
import subprocess, sys
done = subprocess.run([sys.executable, "-"], input={code!r}.encode())
sys.exit(done.returncode)
""",
}
DEATH = """
import os

from loky import get_reusable_executor

if __name__ == "__main__":
    executor = get_reusable_executor(max_workers=2)
    death = executor.submit(os._exit, 3)
    print(type(death.exception()).__name__)

    executor = get_reusable_executor(max_workers=2)
    print(sum(executor.map(lambda x: x**10, range(20))))
    executor.shutdown()
"""
CODE = """
from loky import get_reusable_executor

def power(x, n=10):
    return x**n

executor = get_reusable_executor(max_workers=2)
print(sum(executor.map(power, range(20))))
executor.shutdown()
"""


@pytest.mark.parametrize("place", CALLERS)
def test_it_runs_code_that_is_in_no_file_and_has_no_guard(tmp_path, place):
    caller = tmp_path / "caller.py"
    caller.write_text(CALLERS[place].format(code=CODE), encoding="utf-8")
    outcome = lab.run(caller)
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")


def test_a_dead_worker_is_an_error_and_the_next_executor_works(script):
    outcome = lab.run(script(DEATH))
    assert outcome.stdout == "TerminatedWorkerError\n13923571680850\n"


def test_it_says_that_it_cures_what_was_tested_here():
    assert {"code_on_command_line", "script_on_stdin"} <= set(get("loky_executor").cures)
