"""A build of the site sees where its runs are not what is said or recorded."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import build_runs
import pytest

from poolable import lab
from poolable.catalog import get, record
from poolable.catalog.expectation import Expectation
from poolable.lab.interpreters import running

DOCS = Path(build_runs.__file__).parent.parent
GETSTATE = get("getstate")
SEEN = lab.Outcome("", 0, "13923571680850\n", "", 0.5, 0)
WHERE = "getstate under spawn: Prints '13923571680850', but "


@pytest.fixture(autouse=True)
def seen(monkeypatch):
    """Let the build have seen what is expected, and the record say the same."""
    monkeypatch.setattr(build_runs, "OUTCOMES", {("getstate", "spawn"): SEEN})
    return recorded(monkeypatch, record.Entry.of(SEEN))


@pytest.fixture
def runs(monkeypatch):
    """Return what the build has had the lab run."""
    calls = []
    monkeypatch.setattr(build_runs, "OUTCOMES", {})
    monkeypatch.setattr(lab, "run", lambda path, *_, **__: calls.append(path.stem) or SEEN)
    return calls


def recorded(monkeypatch, entry, version=None):
    """Let the record be of one run."""
    python = record.Python(
        version or running().version, "CPython", "Linux", "fork", "2026-11-22", {}
    )
    known = record.Record({running().minor: python})
    known.add(GETSTATE, running().minor, "spawn", entry)
    monkeypatch.setattr(record, "load", lambda: known)


def test_a_run_that_is_as_said_and_recorded_has_no_faults():
    assert list(build_runs.faults(GETSTATE, "spawn")) == []


def test_a_docstring_that_says_something_else_is_a_fault(monkeypatch):
    altered = replace(GETSTATE, expectations=(Expectation("Fails", "EOFError"),))
    monkeypatch.setattr(record, "load", record.Record)
    told = WHERE + "its docstring says Fails 'EOFError'"
    assert list(build_runs.faults(altered, "spawn")) == [told]


def test_a_record_that_says_something_else_is_a_fault(monkeypatch):
    recorded(monkeypatch, record.Entry("Prints", "42", 0))
    assert list(build_runs.faults(GETSTATE, "spawn")) == [WHERE + "the record says Prints '42'"]


def test_another_exit_code_is_a_fault(monkeypatch):
    recorded(monkeypatch, record.Entry("Prints", "13923571680850", 3))
    (fault,) = build_runs.faults(GETSTATE, "spawn")
    assert fault == f"{WHERE}the record says Prints '13923571680850', and exit_code 3, not 0"


def test_an_output_that_drifted_is_two_faults(monkeypatch):
    monkeypatch.setitem(build_runs.OUTCOMES, ("getstate", "spawn"), replace(SEEN, stdout="42\n"))
    first, second = build_runs.faults(GETSTATE, "spawn")
    assert first == (
        "getstate under spawn: Prints '42', but its docstring says Prints '13923571680850'"
    )
    assert second == (
        "getstate under spawn: Prints '42', but the record says Prints '13923571680850'"
    )


def test_the_record_of_another_python_is_not_compared(monkeypatch):
    recorded(monkeypatch, record.Entry("Prints", "42", 0), version="3.11.0a1")
    assert list(build_runs.faults(GETSTATE, "spawn")) == []


def test_the_record_with_other_packages_is_not_compared(monkeypatch):
    recorded(monkeypatch, record.Entry("Prints", "42", 0))
    needy = replace(GETSTATE, needs=("pytest",))
    assert list(build_runs.faults(needy, "spawn")) == []


def test_a_script_is_run_once_for_each_start_method(runs):
    for _ in range(2):
        assert (
            build_runs.outcome(GETSTATE, "spawn") is build_runs.outcome(GETSTATE, "spawn") is SEEN
        )
    assert runs == ["getstate"]


def test_a_script_that_does_not_run_here_is_not_run(runs):
    assert build_runs.outcome(replace(GETSTATE, runs_on="2.7"), "spawn") is None
    assert runs == []


def test_the_scripts_of_the_pages_to_read_are_run_before(runs):
    env = SimpleNamespace(doc2path=lambda name: DOCS / f"{name}.md")
    build_runs.prepare(None, env, ["patterns/classes/getstate", "failures/index", "tutorial/index"])
    assert runs == ["getstate"] * len(running().start_methods)


def test_a_payload_is_measured_where_the_script_is_the_program():
    small, large = (build_runs.payload(GETSTATE, f"BigPow(n={n}).pow") for n in (10, 10**300))
    assert 30 < small < 200
    assert large - small > 100


def test_a_payload_that_cannot_be_made_is_an_error():
    with pytest.raises(RuntimeError, match=r"^the payload of nothing cannot be measured: NameErr"):
        build_runs.payload(GETSTATE, "nothing")


def test_what_a_page_asks_is_answered_before_it_is_read(runs, monkeypatch):
    monkeypatch.setattr(build_runs, "ANSWERS", {})
    env = SimpleNamespace(doc2path=lambda name: DOCS / f"{name}.md")
    build_runs.prepare(None, env, ["failures/refused/pool_in_self"])
    assert list(build_runs.ANSWERS) == [("pool_in_self", "BigPow(n=10).pow")]
    assert runs.count("measure") == 1


def test_an_answer_that_does_not_name_the_failure_is_a_fault(monkeypatch):
    failing = get("lock_in_self")
    refused = "obj does not cross.\n\n  failure {}, cured by remade_lock\n"
    answers = {
        "itself": lab.Outcome("", 1, refused.format("lock_in_self"), "", 0.5, 0),
        "another": lab.Outcome("", 1, refused.format("file_in_self"), "", 0.5, 0),
        "crosses": lab.Outcome("", 0, "obj crosses.\n", "", 0.5, 0),
        "nothing": lab.Outcome("time", None, "", "", 0.5, 0),
    }
    known = {("lock_in_self", name): outcome for name, outcome in answers.items()}
    monkeypatch.setattr(build_runs, "ANSWERS", known)
    for told, good in (("lock_in_self", "itself"), ("file_in_self", "another")):
        faults = {name: list(build_runs.misunderstood(failing, name, told)) for name in answers}
        assert [name for name in answers if not faults[name]] == [good]


def test_a_question_tells_the_failure_that_the_answer_is_to_name():
    page = "```{explained} unpicklable_result generator_argument\npowers(range(20))\n```\n"
    page += "```{explained} lock_in_self\nBigPow(n=10).pow\n```\n"
    assert build_runs.questions(page) == [
        (get("unpicklable_result"), "powers(range(20))", "generator_argument"),
        (get("lock_in_self"), "BigPow(n=10).pow", "lock_in_self"),
    ]


def test_the_stamp_names_the_python_and_the_date():
    assert build_runs.stamp().startswith(f"{running().implementation} {running().version} on ")
