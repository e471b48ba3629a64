"""The harness is fair and comes back; every record is on the site, with its date and machine."""

import doctest
import importlib
import json
import os
import re
from pathlib import Path

import benchmark_tables  # the extension of the site
import explain_peers
import harness
import pytest

ROOT = Path(__file__).parent.parent.parent

RESULTS = sorted((ROOT / "benchmarks" / "results").glob("*.json"))
RECORDS = [path for path in RESULTS if "tables" in json.loads(path.read_text(encoding="utf-8"))]
PAGE = (ROOT / "docs" / "reference" / "benchmarks.md").read_text(encoding="utf-8")


def test_its_examples():
    failed, tried = doctest.testmod(harness)
    assert not failed
    assert tried >= 5
    assert doctest.testmod(explain_peers) == (0, 1)


def test_candidates_are_measured_alternately_and_the_first_round_does_not_count():
    order = []

    def piece(name):
        return lambda: order.append(name) or float(len(order))

    values = harness.interleave({"a": piece("a"), "b": piece("b")}, 2)
    assert order == ["b", "a", "a", "b", "b", "a"]
    assert values == {"a": [3.0, 6.0], "b": [4.0, 5.0]}


@pytest.mark.parametrize("timer", [harness.seconds, harness.fastest])
def test_a_call_is_repeated_until_the_time_is_filled(timer):
    calls = []
    assert 0 < timer(calls.append, 1, least=0.02) < 1
    assert len(calls) > 1


def test_a_missing_peer_is_said_once(capsys, monkeypatch):
    monkeypatch.setattr(harness, "MISSING", [])
    assert harness.peer("no_such_peer") is harness.peer("no_such_peer") is None
    assert capsys.readouterr().out == "skipped no_such_peer: No module named 'no_such_peer'\n"
    assert harness.MISSING == ["no_such_peer"]


def test_a_piece_says_its_last_line(script):
    path = script("import json, sys\nprint('noise')\nprint(json.dumps(sys.argv[1:]))")
    assert harness.piece(str(path), "a", 1) == ["--piece", "a", "1"]


def test_a_piece_that_fails_says_why(script):
    path = script("raise ValueError('no')")
    with pytest.raises(harness.PieceError, match=r"^a failed: ValueError: no$"):
        harness.piece(str(path), "a")


def test_a_piece_that_does_not_end_is_ended(script):
    path = script("import time\ntime.sleep(600)")
    with pytest.raises(harness.StoppedError, match=r"^a was stopped after 1 s$"):
        harness.piece(str(path), "a", timeout=1)


def test_a_record_has_the_facts(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(harness, "ROOT", tmp_path)
    monkeypatch.setattr(harness, "RESULTS", tmp_path)
    table = harness.Table("which", ["name", "time"], ["", "s"], [["a", 0.5], ["b", None]])
    record = json.loads(harness.save("some/which.py", [table], quick=False).read_text())
    assert record["benchmark"] == "which"
    assert record["cores"] <= os.cpu_count()
    assert record["tables"][0]["rows"] == [["a", 0.5], ["b", None]]
    assert "a     500 ms" in capsys.readouterr().out
    assert record["date"] in benchmark_tables.stamp(record)
    assert record["cpu"] in benchmark_tables.stamp(record)
    assert benchmark_tables.markdown(record["tables"][0]).splitlines()[:6] == [
        "**Which**",
        "",
        "| name | time |",
        "|---|--:|",
        "| a | 500 ms |",
        "| b | - |",
    ]


@pytest.fixture
def state_once():
    pytest.importorskip("fcntl")  # as shared_state needs it
    return importlib.import_module("state_once")


def test_what_takes_too_long_is_foretold_from_two_smaller_places(state_once):
    def at(megabytes, tasks):
        return state_once.Place(megabytes, tasks, "fork")

    found = {at(1, 64): {"dask": state_once.Runs([0.5])}}
    assert not state_once.too_long(found, "dask", at(1024, 64), 10)
    found[at(256, 64)] = {"dask": state_once.Runs([3.05])}
    assert state_once.prediction(found, "dask", at(1024, 64)) == pytest.approx(10.73)
    assert state_once.too_long(found, "dask", at(1024, 64), 10)
    assert not state_once.too_long(found, "dask", at(1024, 16), 10)
    # as many megabytes cross as there are tasks
    found = {at(1, tasks): {"loky": state_once.Runs([tasks / 100])} for tasks in (16, 1024)}
    assert state_once.prediction(found, "loky", at(16, 1024)) == pytest.approx(163.84)
    found = {at(16, 64): {"ray": state_once.Runs(instead="over 10 s")}}
    assert state_once.too_long(found, "ray", at(1024, 64), 10)


def test_a_way_that_is_slow_has_one_round_and_its_ratios_are_of_that_one(state_once, monkeypatch):
    answers = {"one_copy": [0.5, 0.25], "shared_state": [0.5, 0.5], "loky": [50.0]}

    def piece(program, name, *place, timeout):
        if name == "ray":
            raise harness.PieceError("ray failed: no")
        return {"seconds": answers[name].pop(0), "payload": 186 if "_s" in name else None}

    monkeypatch.setattr(state_once, "piece", piece)
    ways = {name: state_once.Runs() for name in (*answers, "ray")}
    state_once.measure(state_once.CLAIM, ways, state_once.Plan(2, 40.0, 10.0, 300.0))
    assert answers == {"one_copy": [], "shared_state": [], "loky": []}
    table = state_once.claim(ways, state_once.CLAIM)
    assert [row[1:] for row in table.rows] == [
        [0.375, 1.0, 0.01, None, None],
        [0.5, 1.5, 0.01, None, 186],
        [50.0, 100.0, 1.0, None, None],
        ["failed", None, None, None, None],
    ]
    assert "2 interleaved runs, 1 of loky" in table.note


def test_rows_of_tools_make_two_tables():
    counts = {"cases": 9, "with_culprits": 8, "verdict": 7, "named": 6, "path": 5, "all": 4}
    rest = {"hung": 0, "failed": 1, "median_told": None, "median_seconds": 0.25}
    row = {"tool": "dill", "version": "0.4.1", "python": "3.11.7", **counts, **rest, "wrong": {}}
    record = {"date": "2026-11-22", "machine": "Linux x86_64, 2 cores", "rows": [row]}
    told, took = benchmark_tables.tables(record)
    for table in (told, took):
        assert len(table["head"]) == len(table["units"]) == len(table["rows"][0])
    said = [benchmark_tables.markdown(table).splitlines()[4] for table in (told, took)]
    assert said == [
        "| dill 0.4.1, 3.11.7 | 7 of 9 | 6 of 8 | 5 of 8 | 4 of 8 |",
        "| dill 0.4.1, 3.11.7 | 0 | 1 | - | 250 ms |",
    ]
    assert benchmark_tables.stamp(record) == "Recorded on 2026-11-22 on Linux x86_64, 2 cores."


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_is_complete_and_on_the_page(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    assert not record["quick"]
    assert record["tables"]
    for table in record["tables"]:
        assert {len(row) for row in table["rows"]} == {len(table["head"])} == {len(table["units"])}
    assert f"```{{benchmark}} {path.stem}\n" in PAGE


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_a_record_names_no_place_of_the_machine_that_made_it(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"(?<![\w.])/(?:home|root|tmp|usr|work|Users)/\S*", text)
