"""The record keeps each outcome, and says where it came from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from poolable.catalog import get, scripts
from poolable.catalog.record import FILE, Record, RecordedOutcome, RecordedPython, load, save
from poolable.lab import Outcome

WORKS = RecordedOutcome("Prints", "13923571680850", 0)
HERE = RecordedPython(
    "3.12.1", "CPython", "Linux x86_64, 2 cores", "fork", "2026-11-22", {"dill": "0.4"}
)


@pytest.fixture
def small():
    """Return a record of one run."""
    record = Record({"3.12": HERE})
    record.add(get("getstate"), "3.12", "fork", WORKS)
    return record


@pytest.mark.parametrize("name", scripts())
def test_the_record_agrees_with_the_docstring(name):
    assert list(load().disagreements(get(name))) == []


@pytest.mark.parametrize("name", scripts())
def test_the_record_is_of_the_script_as_it_is(name):
    assert load().entries_of(get(name)), f"python3 noxfile.py -s record -- {name}"


@pytest.mark.parametrize("name", scripts())
def test_every_recorded_python_is_described(name):
    for minor in load().entries_of(get(name)):
        python = load().pythons[minor]
        assert python.version.startswith(f"{minor}.")
        assert set(get(name).needs) <= set(python.packages)


@pytest.mark.parametrize("name", scripts())
def test_every_promise_of_a_docstring_was_seen(name):
    script, seen = get(name), set()
    for minor, methods in load().entries_of(script).items():
        seen |= {script.expected(load().pythons[minor].version, method) for method in methods}
    assert script.expectations
    assert [line for line in script.expectations if line not in seen] == []


@pytest.mark.parametrize("name", scripts())
def test_on_a_recorded_python_every_start_method_is_recorded(name):
    script, entries = get(name), load().entries_of(get(name))
    assert entries
    for minor, methods in entries.items():
        known = {each for one in load().entries.values() for each in one.get(minor, {})}
        version = load().pythons[minor].version
        promised = {method for method in known if script.expected(version, method)}
        assert set(methods) == promised, minor


@pytest.mark.parametrize("name", scripts())
def test_a_recorded_exit_code_is_the_one_of_its_verb(name):
    outcomes = {
        one for methods in load().entries_of(get(name)).values() for one in methods.values()
    }
    assert outcomes
    for outcome in outcomes:
        assert outcome.exit_code == {"Prints": 0, "Fails": 1, "Hangs": None}[outcome.verb]


def test_nothing_is_recorded_of_scripts_that_are_no_more():
    assert set(load().entries) == set(load().digests)
    assert set(load().entries) <= set(scripts())


def test_an_entry_is_what_every_run_has_in_common():
    slow = Outcome("", 0, "1\n", "", 3.5, 0)
    quick = replace(slow, stdout="1\n\n", seconds=0.5, stderr="a warning")
    assert (
        RecordedOutcome.from_outcome(slow)
        == RecordedOutcome.from_outcome(quick)
        == RecordedOutcome("Prints", "1", 0)
    )


def test_an_entry_of_a_hang_has_no_exit_code():
    stopped = Outcome("time", None, "1\n", "Traceback:\n  x\nEOFError\n", 9.5, 0)
    assert RecordedOutcome.from_outcome(stopped) == RecordedOutcome("Hangs", "EOFError", None)


def test_an_entry_is_found_by_script_python_and_start_method(small):
    assert small.entry(get("getstate"), "3.12", "fork") == WORKS
    assert small.entry(get("getstate"), "3.12", "spawn") is None
    assert small.entry(get("getstate"), "3.13", "fork") is None
    assert small.entry(get("lambda_task"), "3.12", "fork") is None


def test_a_script_that_changed_has_no_entries(small):
    changed = replace(get("getstate"), source="another")
    assert small.entries_of(changed) == {}
    assert small.entry(changed, "3.12", "fork") is None


def test_adding_to_a_script_that_changed_forgets_what_the_old_one_did(small):
    changed = replace(get("getstate"), source="another")
    small.add(changed, "3.13", "fork", WORKS)
    assert small.entries_of(changed) == {"3.13": {"fork": WORKS}}
    assert small.entries_of(get("getstate")) == {}


def test_adding_to_the_same_script_keeps_the_rest(small):
    small.add(get("getstate"), "3.13", "spawn", WORKS)
    small.add(get("getstate"), "3.13", "fork", WORKS)
    assert small.entries_of(get("getstate")) == {
        "3.12": {"fork": WORKS},
        "3.13": {"spawn": WORKS, "fork": WORKS},
    }


@pytest.mark.parametrize(
    "entry",
    [
        RecordedOutcome("Prints", "42", 0),
        RecordedOutcome("Fails", "13923571680850", 1),
        RecordedOutcome("Hangs", "", 0),
    ],
)
def test_an_outcome_that_is_not_the_expected_one_is_a_disagreement(small, entry):
    small.add(get("getstate"), "3.13", "spawn", entry)
    expected_text = f"getstate on 3.13 under spawn: {entry.verb} {entry.text}"
    assert list(small.disagreements(get("getstate"))) == [expected_text]


def test_an_outcome_where_nothing_is_expected_is_a_disagreement(small):
    small.add(get("getstate"), "2.7", "fork", WORKS)
    assert [line[:20] for line in small.disagreements(get("getstate"))] == ["getstate on 2.7 unde"]


def test_what_is_saved_is_loaded(small, tmp_path):
    path = tmp_path / "record.jsonl"
    save(small, path)
    assert load(path) == small
    assert [file.name for file in tmp_path.iterdir()] == ["record.jsonl"]


def test_each_different_outcome_is_a_line_with_the_places_in_order(small, tmp_path):
    fails = RecordedOutcome("Fails", "EOFError", 1)
    for minor, method, entry in [
        ("3.12", "forkserver", fails),
        ("3.12", "spawn", WORKS),
        ("3.9", "forkserver", WORKS),
        ("3.9", "fork", WORKS),
    ]:
        small.add(get("getstate"), minor, method, entry)
    save(small, tmp_path / "record.jsonl")
    _, works, failed = map(json.loads, (tmp_path / "record.jsonl").read_text().splitlines())
    assert works == {
        "script": "getstate",
        "digest": get("getstate").digest,
        "verb": "Prints",
        "text": "13923571680850",
        "exit_code": 0,
        "last_warning": "",
        "where": {"3.9": "fork forkserver", "3.12": "fork spawn"},
    }
    assert list(works["where"]) == ["3.9", "3.12"]
    assert (failed["text"], failed["where"]) == ("EOFError", {"3.12": "forkserver"})


def test_what_is_saved_again_is_loaded_again(small, tmp_path):
    path = tmp_path / "record.jsonl"
    save(small, path)
    assert load(path) == small
    small.add(get("getstate"), "3.13", "fork", WORKS)
    save(small, path)
    assert load(path) == small


def test_the_committed_file_is_as_saving_writes_it(tmp_path):
    save(load(), tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_text() == FILE.read_text()


def test_the_file_does_not_depend_on_the_order_of_runs(small, tmp_path):
    small.add(get("getstate"), "3.10", "spawn", WORKS)
    other = Record({"3.12": HERE})
    other.add(get("getstate"), "3.10", "spawn", WORKS)
    other.add(get("getstate"), "3.12", "fork", WORKS)
    save(small, tmp_path / "one")
    save(other, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    python, outcome = map(json.loads, (tmp_path / "one").read_text().splitlines())
    assert (python["python"], python["version"]) == ("3.12", "3.12.1")
    assert outcome["where"] == {"3.10": "spawn", "3.12": "fork"}


def test_a_save_that_fails_leaves_the_old_file(small, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    path = tmp_path / "record.jsonl"
    path.write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        save(small, path)
    assert path.read_text() == "old"
