"""The recorder goes on where it was stopped, and tells what is not as expected."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import record_runs

from poolable import catalog
from poolable.catalog import trial
from poolable.catalog.record import Record, RecordedOutcome, RecordedPython, load, save
from poolable.lab import running

WORKS = RecordedOutcome("Prints", "1", 0)


@pytest.fixture
def recorder(monkeypatch, tmp_path, script):
    """Return the tool with two tiny scripts, one interpreter, and a folder of its own."""
    texts = {
        "one": '"""Do.\n\nPrints: 1\n"""\nprint(1)\n',
        "two": '"""Do.\n\nPrints: 2\n"""\nprint(2)\n',
    }
    two = {
        name: catalog.read(script(text, f"{name}.py"), "pattern") for name, text in texts.items()
    }
    python = replace(running(), start_methods=("fork", "spawn"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(record_runs, "FILE", tmp_path / "record.jsonl")
    monkeypatch.setattr(record_runs, "load", lambda: load(record_runs.FILE))
    monkeypatch.setattr(record_runs, "save", lambda record: save(record, record_runs.FILE))
    monkeypatch.setattr(record_runs, "scripts", lambda: two)
    monkeypatch.setattr(record_runs, "get", two.__getitem__)
    monkeypatch.setattr(record_runs, "installed", lambda: {python.minor: python})
    return record_runs


@pytest.fixture
def record(recorder, monkeypatch, capsys):
    """Return a function that records: exit code and output."""

    def run_command(*arguments):
        monkeypatch.setattr(sys, "argv", ["record_runs.py", *arguments])
        return int(recorder.main()), capsys.readouterr().out

    return run_command


@pytest.fixture
def lab_runs(recorder, monkeypatch):
    """Return the names of the scripts that were run."""
    names = []
    run = trial.run

    def remember(path, *arguments, **options):
        names.append(path.stem)
        return run(path, *arguments, **options)

    monkeypatch.setattr(trial, "run", remember)
    return names


def jobs(recorder, *names):
    chosen = [recorder.scripts()[name] for name in names or recorder.scripts()]
    return list(recorder.plan(chosen, {running().minor: None}))


def journal(recorder, *entries):
    """Write what an interrupted run has left."""
    recorder.BUILD.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps([recorder.key(job), asdict(entry)]) + "\n" for job, entry in entries]
    recorder.JOURNAL.write_text("".join(lines))


def test_every_script_is_run_under_every_start_method(recorder, record, lab_runs):
    code, out = record()
    saved = load(recorder.FILE)
    assert (code, sorted(lab_runs)) == (0, ["one", "one", "two", "two"])
    assert saved.entries_of(recorder.get("one")) == {
        running().minor: {"fork": WORKS, "spawn": WORKS}
    }
    assert saved.pythons[running().minor].version == running().version
    assert out.rstrip().splitlines()[-1] == "4 runs recorded, 0 outcomes changed, 0 unexpected"
    assert not recorder.JOURNAL.exists()


def test_progress_is_shown_run_by_run(record):
    lines = record("one")[1].splitlines()
    assert [line[:9] for line in lines[:2]] == ["[   1/2] ", "[   2/2] "]
    assert all(line.split()[-2:] == ["one", "Prints"] for line in lines[:2])


def test_only_the_scripts_named_are_run_and_the_others_kept(recorder, record, lab_runs):
    record()
    lab_runs.clear()
    assert record("two")[0] == 0
    assert lab_runs == ["two", "two"]
    assert load(recorder.FILE).entries_of(recorder.get("one"))


def test_a_name_that_no_script_has_is_told_in_one_line(recorder, record, monkeypatch):
    monkeypatch.setattr(recorder, "get", catalog.get)
    with pytest.raises(SystemExit, match=r"^record: .*'getstat': did you mean getstate\?$"):
        record("getstat")


def test_it_goes_on_where_it_was_stopped(recorder, record, lab_runs):
    done, *_ = jobs(recorder, "one")
    journal(recorder, (done, replace(WORKS, text="from the journal")))
    record("one")
    entries = load(recorder.FILE).entries_of(recorder.get("one"))[running().minor]
    assert lab_runs == ["one"]
    assert entries["fork"].text == "from the journal"
    assert entries["spawn"] == WORKS


def test_it_starts_afresh_on_demand(recorder, record, lab_runs):
    done, *_ = jobs(recorder, "one")
    journal(recorder, (done, replace(WORKS, text="from the journal")))
    assert record("one", "--fresh")[0] == 0
    assert lab_runs == ["one", "one"]


def test_what_an_older_text_of_a_script_did_is_not_taken_from_the_journal(recorder, lab_runs):
    older = replace(jobs(recorder, "one")[0], script=replace(recorder.get("one"), source="older"))
    journal(recorder, (older, WORKS))
    assert len(list(recorder.record_jobs(jobs(recorder, "one"), fresh=False))) == 2
    assert lab_runs == ["one", "one"]


def test_a_line_cut_short_costs_one_run_and_no_other(recorder, lab_runs):
    first, second = jobs(recorder, "one")
    journal(recorder, (first, WORKS))
    recorder.JOURNAL.write_text(recorder.JOURNAL.read_text() + '["one|cut sh')
    assert len(list(recorder.record_jobs([first, second], fresh=False))) == 2
    assert lab_runs == ["one"]
    assert {key for key, _ in recorder.journal()} == {recorder.key(first), recorder.key(second)}


def test_an_interrupted_run_has_left_what_it_did(recorder, lab_runs):
    for _ in recorder.record_jobs(jobs(recorder), fresh=False):
        break
    assert len(dict(recorder.journal())) >= 1
    assert list(recorder.record_jobs(jobs(recorder), fresh=False))[-1]
    assert len(dict(recorder.journal())) == 4


def test_an_outcome_that_is_not_the_expected_one_is_told_and_saved(recorder, record):
    false = replace(
        recorder.get("one"), expectations=(catalog.Expectation("Prints", "42"),), name="one"
    )
    recorder.scripts()["one"] = false
    code, out = record("one")
    assert code == 1
    counts, *told = out.splitlines()[-3:]
    assert counts == "2 runs recorded, 0 outcomes changed, 2 unexpected"
    assert sorted(told) == [
        f"one on {running().minor} under fork: Prints 1",
        f"one on {running().minor} under spawn: Prints 1",
    ]
    assert load(recorder.FILE).entry(false, running().minor, "fork") == WORKS


def test_an_outcome_that_changed_is_told(recorder, record):
    old = Record()
    old.add(recorder.get("one"), running().minor, "fork", RecordedOutcome("Fails", "EOFError", 1))
    save(old, recorder.FILE)
    out = record("one")[1]
    assert "one                      Prints  (was: Fails EOFError)" in out
    assert "2 runs recorded, 1 outcomes changed, 0 unexpected" in out


def test_a_script_that_is_no_more_is_forgotten(recorder, record):
    old = Record()
    old.add(catalog.get("getstate"), "3.8", "fork", WORKS)
    save(old, recorder.FILE)
    record("one")
    assert set(load(recorder.FILE).entries) == {"one"}


def test_packages_of_scripts_that_are_not_recorded_now_are_kept(recorder, record):
    known = RecordedPython("3.0", "CPython", "Linux", "fork", "2026-11-22", {"dill": "0.4.1"})
    save(Record({running().minor: known}), recorder.FILE)
    record("one")
    python = load(recorder.FILE).pythons[running().minor]
    assert (python.version, python.packages) == (running().version, {"dill": "0.4.1"})


def test_a_script_is_left_out_where_its_packages_cannot_be_installed(recorder):
    needy = replace(recorder.get("one"), needs=("dill",))
    assert list(recorder.plan([needy], {running().minor: None})) == []
    packages = Path("packages")
    planned = list(recorder.plan([needy], {running().minor: packages}))
    assert [job.packages for job in planned] == [packages, packages]


def test_a_script_is_left_out_where_it_does_not_run(recorder):
    old = replace(recorder.get("one"), runs_on="2.7")
    assert list(recorder.plan([old], {running().minor: None})) == []


def test_only_packages_that_a_script_needs_are_recorded_under_the_names_of_the_scripts(
    recorder, tmp_path
):
    needy = replace(recorder.get("one"), needs=("pebble", "tqdm"))
    recorder.scripts()["needy"] = needy
    for name in ("Pebble-4.6.3", "tqdm-4.64.1", "six-1.17.0"):
        (tmp_path / f"{name}.dist-info").mkdir()
    python = recorder.describe(running(), tmp_path, {"dill": "0.4.1"})
    assert python.packages == {"dill": "0.4.1", "pebble": "4.6.3", "tqdm": "4.64.1"}


def test_a_line_of_an_older_recorder_costs_one_run_and_no_other(recorder, lab_runs):
    first, second = jobs(recorder, "one")
    journal(recorder, (first, WORKS))
    older = json.dumps([recorder.key(second), {"verb": "Prints", "said": ""}])
    recorder.JOURNAL.write_text(recorder.JOURNAL.read_text() + older + "\n")
    assert len(list(recorder.record_jobs([first, second], fresh=False))) == 2
    assert lab_runs == ["one"]
