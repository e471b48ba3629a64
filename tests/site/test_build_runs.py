"""A build of the site sees where its runs are not what is said or recorded."""

from dataclasses import replace

import build_runs
import pytest

from poolable import lab
from poolable.catalog import get, record, trial
from poolable.catalog.expectation import Expectation
from poolable.catalog.trial import Trial
from poolable.lab import running

GETSTATE = get("getstate")
SEEN = lab.Outcome("", 0, "13923571680850\n", "", 0.5, 0)
EXPECTED = GETSTATE.expected(running().version, "spawn")
MADE = Trial(GETSTATE, running(), "spawn", EXPECTED, SEEN)
WHERE = "getstate under spawn: Prints '13923571680850', but "


@pytest.fixture(autouse=True)
def seen(monkeypatch):
    """Let the build have seen what is expected, and the record say the same."""
    return recorded(monkeypatch, record.RecordedOutcome.from_outcome(SEEN))


@pytest.fixture
def runs(monkeypatch):
    """Return what the build has had the lab run."""
    calls = []
    monkeypatch.setattr(build_runs, "TRIALS", {})
    monkeypatch.setattr(trial, "run", lambda path, *_, **__: calls.append(path.stem) or SEEN)
    return calls


def recorded(monkeypatch, entry, version=None):
    """Let the record be of one run."""
    python = record.RecordedPython(
        version or running().version, "CPython", "Linux", "fork", "2026-11-22", {}
    )
    known = record.Record({running().minor: python})
    known.add(GETSTATE, running().minor, "spawn", entry)
    monkeypatch.setattr(record, "load", lambda: known)


def test_a_run_that_is_as_said_and_recorded_has_no_faults():
    assert list(build_runs.faults(MADE)) == []


def test_a_docstring_that_says_something_else_is_a_fault(monkeypatch):
    altered = replace(MADE, expected=Expectation("Fails", "EOFError"))
    monkeypatch.setattr(record, "load", record.Record)
    expected_text = WHERE + "its docstring says Fails 'EOFError'"
    assert list(build_runs.faults(altered)) == [expected_text]


def test_a_record_that_says_something_else_is_a_fault(monkeypatch):
    recorded(monkeypatch, record.RecordedOutcome("Prints", "42", 0))
    assert list(build_runs.faults(MADE)) == [WHERE + "the record says Prints '42'"]


def test_another_exit_code_is_a_fault(monkeypatch):
    recorded(monkeypatch, record.RecordedOutcome("Prints", "13923571680850", 3))
    (fault,) = build_runs.faults(MADE)
    assert fault == f"{WHERE}the record says Prints '13923571680850', and exit_code 3, not 0"


def test_an_output_that_drifted_is_two_faults(monkeypatch):
    drifted = replace(MADE, outcome=replace(SEEN, stdout="42\n"))
    first, second = build_runs.faults(drifted)
    assert first == (
        "getstate under spawn: Prints '42', but its docstring says Prints '13923571680850'"
    )
    assert second == (
        "getstate under spawn: Prints '42', but the record says Prints '13923571680850'"
    )


def test_the_record_of_another_python_is_not_compared(monkeypatch):
    recorded(monkeypatch, record.RecordedOutcome("Prints", "42", 0), version="3.11.0a1")
    assert list(build_runs.faults(MADE)) == []


def test_the_record_with_other_packages_is_not_compared(monkeypatch):
    recorded(monkeypatch, record.RecordedOutcome("Prints", "42", 0))
    needy = replace(MADE, script=replace(GETSTATE, needs=("pytest",)))
    assert list(build_runs.faults(needy)) == []


def test_a_script_is_run_once_for_each_start_method(runs):
    made = build_runs.trial(GETSTATE, "spawn")
    assert made == MADE
    assert build_runs.trial(GETSTATE, "spawn") is made
    assert runs == ["getstate"]


def test_a_script_that_does_not_run_here_is_not_run(runs):
    assert build_runs.trial(replace(GETSTATE, runs_on="2.7"), "spawn") is None
    assert runs == []


def test_the_scripts_of_the_pages_to_read_are_run_before(runs):
    build_runs.prepare(
        None, None, ["patterns/classes/getstate", "failures/index", "tutorial/index"]
    )
    assert runs == ["getstate"] * len(running().start_methods)


def test_the_stamp_names_the_python_and_the_date():
    assert build_runs.stamp().startswith(f"{running().implementation} {running().version} on ")
