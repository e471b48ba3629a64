"""A script is run within limits, and judged by its docstring."""

import threading
from concurrent.futures import Future
from dataclasses import replace

import pytest

from poolable import catalog, lab
from poolable.catalog import Expectation, get, trial
from poolable.catalog.trial import Job, Limits, limits_for, require_packages, run_many, run_script
from poolable.errors import WrongUsage
from poolable.lab import running

PRINTED = lab.Outcome("", 0, "1\n", "", 0.5, 0)
PYTHON = replace(running(), start_methods=("fork", "spawn"), default="spawn")


@pytest.fixture
def printing(script):
    """Return a script that prints what it should."""
    return catalog.read(script('"""Do.\n\nPrints: 1\n"""\nprint(1)\n', "printing.py"), "pattern")


@pytest.fixture
def calls(monkeypatch):
    """Return how the lab was called, which runs nothing."""
    made = []
    monkeypatch.setattr(
        trial, "run", lambda *given, **limits: made.append((given, limits)) or PRINTED
    )
    return made


def refused(action, *arguments):
    """Return the sentence with which *action* refuses."""
    with pytest.raises(WrongUsage) as caught:
        action(*arguments)
    return str(caught.value)


def test_a_trial_knows_what_was_run_where_and_what_was_expected(printing):
    made = run_script(printing, running(), running().default)
    assert (made.script, made.python, made.start_method) == (printing, running(), running().default)
    assert (made.expected, made.outcome.stdout) == (Expectation("Prints", "1"), "1\n")
    assert made.as_expected


def test_an_outcome_that_the_docstring_does_not_promise_is_not_as_expected(printing):
    assert not run_script(replace(printing, expectations=(Expectation("Prints", "2"),))).as_expected


def test_the_start_method_of_the_interpreter_is_left_alone_and_named(printing, calls):
    assert run_script(printing, PYTHON).start_method == "spawn"
    assert run_script(printing, PYTHON, "fork").start_method == "fork"
    assert [given for given, _ in calls] == [
        (printing.path, PYTHON, None),
        (printing.path, PYTHON, "fork"),
    ]


def test_the_limits_are_narrow_only_where_a_hang_is_promised():
    hang, end = Expectation("Hangs", ""), Expectation("Fails", "")
    assert limits_for(hang) == Limits(trial.HANG_TIMEOUT, trial.IDLE_TIMEOUT)
    assert limits_for(hang, 1.0) == Limits(trial.HANG_TIMEOUT, 1.0)
    assert limits_for(end, 1.0) == Limits(lab.runner.TIMEOUT, 0.0)


def test_a_timeout_that_is_given_is_used_whole(printing, calls):
    hanging = replace(printing, expectations=(Expectation("Hangs", ""),))
    run_script(hanging, timeout=33.0)
    run_script(hanging, idle_timeout=0.5)
    limits = [(limits["timeout"], limits["idle_timeout"]) for _, limits in calls]
    assert limits == [(33.0, 0.0), (trial.HANG_TIMEOUT, 0.5)]


def test_a_start_method_that_is_not_there_is_refused_before_anything_runs(printing, calls):
    assert "start method 'teleport' is not one that" in refused(
        run_script, printing, PYTHON, "teleport"
    )
    assert calls == []


def test_a_python_on_which_the_script_does_not_run_is_refused(printing, calls):
    old = replace(PYTHON, version="2.7.18")
    sentence = "printing does not run on Python 2.7.18: it needs 3.8+."
    assert refused(run_script, printing, old) == sentence
    assert calls == []


def test_packages_that_are_there_are_no_complaint():
    assert require_packages(replace(get("getstate"), needs=("json",)), running()) is None


def test_a_missing_package_is_named_with_the_command_that_installs_it(calls):
    python, script = running(), replace(get("getstate"), needs=("json", "no_such_package"))
    assert refused(run_script, script) == (
        f"getstate needs no_such_package, which {python.executable} cannot import: "
        f"install it with `{python.executable} -m pip install no_such_package`."
    )
    assert calls == []


def test_a_folder_of_packages_is_trusted_to_have_them(calls, tmp_path):
    script = replace(get("getstate"), needs=("no_such_package",))
    assert run_script(script, packages=tmp_path).as_expected is False
    assert [limits["packages"] for _, limits in calls] == [tmp_path]


def test_a_job_hangs_if_its_docstring_says_so(printing):
    hanging = replace(printing, expectations=(Expectation("Hangs", "", "3.8+", ("spawn",)),))
    assert Job(hanging, PYTHON, "spawn").hangs()
    assert not Job(hanging, PYTHON, "fork").hangs()
    assert not Job(printing, PYTHON, "spawn").hangs()


def test_many_jobs_are_all_run(printing, calls):
    jobs = [Job(printing, PYTHON, method) for method in PYTHON.start_methods]
    assert {made.start_method for made in run_many(jobs)} == {"fork", "spawn"}
    assert len(calls) == 2


def test_jobs_that_hang_do_not_hold_up_those_that_work(printing, monkeypatch):
    release = threading.Event()
    hanging = replace(printing, name="hanging", expectations=(Expectation("Hangs", ""),))
    monkeypatch.setattr(Job, "run", lambda job: release.wait(60) if job.hangs() else "printed")
    jobs = [Job(hanging, PYTHON, "spawn")] * (trial.WAITING_THREADS + 1)
    made = run_many([*jobs, Job(printing, PYTHON, "spawn")])
    assert next(made) == "printed"
    release.set()
    assert list(made) == [True] * len(jobs)


def test_the_jobs_that_have_not_begun_are_left_out_when_the_caller_stops(printing, monkeypatch):
    begun, cancelled, all_cancelled = [], [], threading.Event()

    def run(job):
        begun.append(job)
        if len(begun) > 1:
            all_cancelled.wait(60)
        return job

    def cancel(future):
        cancelled.append(original(future))
        if len(cancelled) == len(jobs):
            all_cancelled.set()

    original = Future.cancel
    monkeypatch.setattr(trial.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(Future, "cancel", cancel)
    monkeypatch.setattr(Job, "run", run)
    jobs = [Job(printing, PYTHON, "spawn")] * 9
    made = run_many(jobs)
    next(made)
    made.close()
    assert len(begun) <= 2
    assert cancelled.count(True) == len(jobs) - len(begun)


def test_an_error_of_a_job_reaches_the_caller(printing):
    with pytest.raises(WrongUsage, match="teleport"):
        list(run_many([Job(printing, PYTHON, "teleport")]))
