"""ByValue serves wherever there is no main script that a worker could import."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

pytest.importorskip("cloudpickle")

CALLER = """
import subprocess, sys
sys.exit(subprocess.call([sys.executable, "-c", {code!r}]))
"""
CHOOSE = """
import multiprocessing
multiprocessing.set_start_method({method!r})
"""


@pytest.mark.parametrize("method", running().start_methods)
@pytest.mark.parametrize("task", ["power", "lambda x: power(x)", "BigPow(10).pow"])
def test_it_serves_python_c(tmp_path, method, task):
    definitions = get("by_value").source.partition("CELLS = ")[0]
    code = f"""{definitions}
def power(x, n=10):
    return x**n

class BigPow:
    def __init__(self, n):
        self.n = n
    def pow(self, x):
        return x**self.n

{CHOOSE.format(method=method)}
with multiprocessing.Pool(2) as pool:
    print(sum(pool.map(ByValue({task}), range(20))))
"""
    caller = tmp_path / "caller.py"
    caller.write_text(CALLER.format(code=code), encoding="utf-8")
    outcome = lab.run(caller)
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")
