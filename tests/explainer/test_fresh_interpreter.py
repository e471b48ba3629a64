"""The new interpreter serves many checks, and never outlives its use."""

import os

import pytest
from deadline import eventually
from leftovers import processes
from platforms import linux

import poolable
from poolable.explainer import fresh_interpreter

pytestmark = [
    linux,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def test_an_interpreter_serves_many_checks_until_the_program_ends(run, mark):
    before = processes(mark)  # children of the tests
    out = run("""
        import poolable
        from poolable.explainer import fresh_interpreter
        if __name__ == "__main__":
            pids = set()
            for n in range(5):
                assert poolable.explain([n], start_method="spawn").ok
                pids |= {each.process.pid for each in fresh_interpreter._kept.values()}
            print(len(pids))
    """)
    assert out == "1\n"
    eventually(lambda: set(processes(mark)) <= set(before))


def test_an_interpreter_ends_when_its_parent_is_killed(run, mark):
    before = processes(mark)
    run("""
        import os, signal, poolable
        if __name__ == "__main__":
            assert poolable.explain([1], start_method="spawn").ok
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    eventually(lambda: set(processes(mark)) <= set(before))


def test_an_interpreter_ends_when_it_has_nothing_to_do(monkeypatch):
    fresh_interpreter.close()
    monkeypatch.setattr(fresh_interpreter, "IDLE_TIMEOUT", 0.1)
    assert poolable.explain([1], start_method="spawn").ok
    kept = fresh_interpreter._kept[os.getpid()]
    eventually(lambda: not kept.alive)
    assert poolable.explain([1], start_method="spawn").ok
    assert fresh_interpreter._kept[os.getpid()] is not kept
    fresh_interpreter.close()
