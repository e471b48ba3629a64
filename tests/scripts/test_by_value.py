"""ByValue serves a `__main__` that no worker could import: python -c, and a notebook."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

pytest.importorskip("cloudpickle")

CALLER = """
import subprocess, sys
sys.exit(subprocess.call([sys.executable, "-c", {code!r}]))
"""
TASKS = """
def power(x, n=10):
    return x**n

import multiprocessing
multiprocessing.set_start_method({method!r})
with {pool}(2) as pool:
    print(sum(pool.map(ByValue({task}), range(20))))
"""
KERNEL = """
import multiprocessing
from code import InteractiveInterpreter

CELLS = {cells!r}

if __name__ == "__main__":
    multiprocessing.set_start_method({method!r}, force=True)
    del __file__  # as in a kernel
    kernel = InteractiveInterpreter(globals())
    for cell in CELLS:
        kernel.runcode(compile(cell, "<cell>", "exec"))
"""
every_start_method = pytest.mark.parametrize("method", running().start_methods)


@every_start_method
@pytest.mark.parametrize("pool", ["ProcessPoolExecutor", "multiprocessing.Pool"])
@pytest.mark.parametrize("task", ["power", "lambda x: power(x)", "BigPow(10).pow"])
def test_it_serves_python_c(script, method, pool, task):
    definitions = get("by_value").source.partition("if __name__")[0]
    code = definitions + TASKS.format(method=method, pool=pool, task=task)
    outcome = lab.run(script(CALLER.format(code=code)))
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")


@every_start_method
def test_its_classes_and_its_guard_serve_as_the_cells_of_a_notebook(script, method):
    code = get("by_value").code
    imports, by_value, rest = code.partition("class ByValue")
    wrapper, big_pow, body = (by_value + rest).partition("class BigPow")
    definition, guard, last = (big_pow + body).partition("if __name__")
    cells = [imports, wrapper, definition, guard + last]
    outcome = lab.run(script(KERNEL.format(cells=cells, method=method)))
    assert (outcome.stdout, outcome.stderr) == ("13923571680850\n", "")
