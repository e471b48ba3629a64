"""A new interpreter imports the main module, as a worker does."""

import pytest
from deadline import eventually
from leftovers import segments
from platforms import linux, posix

pytestmark = posix


def test_a_program_without_a_guard_ends_and_prints_once(run):
    out = run("""
        import threading, poolable
        class Job: pass
        job = Job()
        print(poolable.explain(job, start_method="spawn").ok)
        job.lock = threading.Lock()
        print(poolable.explain(job, start_method="spawn").culprits[0].path)
    """)
    assert out == "True\njob.lock\n"


def test_a_main_module_that_starts_a_process_without_a_guard_is_named(run):
    out = run("""
        import multiprocessing, poolable
        if multiprocessing.current_process().name != "poolable":
            report = poolable.explain(len, start_method="spawn")
            print([(each.stage, each.failure) for each in report.culprits])
        else:
            multiprocessing.get_context("spawn").Process(target=print).start()
    """)
    assert out == "[('fresh', 'missing_guard')]\n"


@pytest.mark.parametrize("defined", ["class Task: pass", "def Task(): return Task"])
def test_an_object_of_a_notebook_crosses_only_under_fork(run, defined):
    out = run(f"""
        import sys, poolable
        del sys.modules["__main__"].__file__  # as in a notebook
        {defined}
        for method in ("spawn", "fork"):
            report = poolable.explain(Task(), start_method=method)
            print(method, [(each.stage, each.failure) for each in report.culprits])
    """)
    assert out == "spawn [('fresh', 'notebook_function')]\nfork []\n"


@linux
def test_semaphores_that_the_main_module_makes_are_cleaned_up(run):
    before = segments()
    out = run("""
        import multiprocessing, poolable
        locks = [multiprocessing.get_context("spawn").Lock() for _ in range(9)]
        if __name__ == "__main__":
            print(poolable.explain(print, start_method="spawn").ok)
    """)
    assert out == "True\n"
    eventually(lambda: segments() == before, lambda: segments() - before)
