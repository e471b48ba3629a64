"""The grid of state_once is measured in part, and its tables say which part."""

import pytest
import state_once
from shared.harness import PieceError


def test_what_takes_too_long_is_foretold_from_two_smaller_places():
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


def test_a_way_that_is_slow_has_one_round_and_its_ratios_are_of_that_one(monkeypatch):
    answers = {"one_copy": [0.5, 0.25], "shared": [0.5, 0.5], "loky": [50.0]}

    def piece(program, name, *place, timeout):
        if name == "ray":
            raise PieceError("ray failed: no")
        return {"seconds": answers[name].pop(0), "payload": 186 if name == "shared" else None}

    monkeypatch.setattr(state_once, "piece", piece)
    ways = {name: state_once.Runs() for name in (*answers, "ray")}
    state_once.measure(state_once.CLAIM, ways, state_once.Plan(2, 40.0, 10.0, 300.0))
    assert answers == {"one_copy": [], "shared": [], "loky": []}
    table = state_once.claim(ways, state_once.CLAIM)
    assert [row[1:] for row in table.rows] == [
        [0.375, 1.0, 0.01, None, None],
        [0.5, 1.5, 0.01, None, 186],
        [50.0, 100.0, 1.0, None, None],
        ["failed", None, None, None, None],
    ]
    assert "2 interleaved runs, 1 of loky" in table.note
