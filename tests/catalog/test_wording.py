"""Outcomes in words."""

import pytest

from poolable.catalog.record import RecordedOutcome
from poolable.catalog.wording import outcomes_by_place, sentence

WORKS = RecordedOutcome("Prints", "1", 0)
FAILS = RecordedOutcome("Fails", "TypeError", 1)


def test_an_outcome_without_text_is_its_verb():
    assert sentence(RecordedOutcome("Hangs", "", None)) == "hangs"


def test_an_outcome_of_several_lines_is_one_sentence():
    assert sentence(RecordedOutcome("Prints", "1\n  2\n", 0)) == "prints: `1 2`"


@pytest.mark.parametrize(
    ("entries", "where"),
    [
        ({}, []),
        ({"2.7": {"fork": WORKS}}, ["2.7"]),
        ({"3.10": {"fork": WORKS}, "3.9": {"fork": WORKS}}, ["3.9 to 3.10"]),
        (
            {"3.9": {"fork": WORKS}, "3.10": {"fork": FAILS}, "3.11": {"fork": WORKS}},
            ["3.9; 3.11", "3.10"],
        ),
        (
            {"3.9": {"forkserver": WORKS, "spawn": WORKS, "fork": FAILS}},
            ["3.9 under fork", "3.9 under spawn and forkserver"],
        ),
        (
            {"3.8": {"fork": WORKS, "spawn": FAILS}, "3.9": {"fork": WORKS, "spawn": WORKS}},
            ["3.8 under fork; 3.9", "3.8 under spawn"],
        ),
    ],
)
def test_places_are_spans_of_versions_with_their_start_methods(entries, where):
    assert [place for _, place in outcomes_by_place(entries)] == where


def test_outcomes_with_another_exit_code_are_different():
    killed = RecordedOutcome("Fails", "TypeError", -9)
    entries = {"3.9": {"fork": FAILS, "spawn": killed}}
    assert [entry for entry, _ in outcomes_by_place(entries)] == [FAILS, killed]
