"""The harness is fair, comes back, and writes the facts beside the numbers."""

import doctest
import json
import os
from pathlib import Path

import benchmark_tables  # the extension of the site
import explain_peers
import pytest
from shared import harness, tables
from shared.tables import Table


@pytest.mark.parametrize("module", [harness, tables, explain_peers], ids=lambda m: m.__name__)
def test_its_examples(module):
    prompts = Path(module.__file__).read_text(encoding="utf-8").count(">>> ")
    assert doctest.testmod(module) == (0, prompts)


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
    table = Table("which", ["name", "time"], ["", "s"], [["a", 0.5], ["b", None]])
    record = json.loads(harness.save("some/which.py", [table], quick=False).read_text())
    assert record["benchmark"] == "which"
    assert record["cores"] <= os.cpu_count()
    assert record["tables"][0]["rows"] == [["a", 0.5], ["b", None]]
    assert "a     500 ms" in capsys.readouterr().out
    assert record["date"] in benchmark_tables.stamp(record)
    assert record["cpu"] in benchmark_tables.stamp(record)
