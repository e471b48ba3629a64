"""Lines of a docstring that say what will happen."""

import pytest

from poolable.catalog.expectation import Expectation, parse


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Prints", Expectation("Prints", "1")),
        ("Fails on 2.7", Expectation("Fails", "1", "2.7")),
        ("Hangs under spawn", Expectation("Hangs", "1", "", ("spawn",))),
        ("Prints on 3.8-3.13, 3.15+", Expectation("Prints", "1", "3.8-3.13, 3.15+")),
        (
            "Fails on 3.14 under fork, forkserver",
            Expectation("Fails", "1", "3.14", ("fork", "forkserver")),
        ),
    ],
)
def test_a_field_is_a_verb_with_versions_and_start_methods(field, expected):
    assert parse(field, "1") == expected


@pytest.mark.parametrize("field", ["Needs", "Cures", "Runs on", "Fails on Windows", "Prints twice"])
def test_any_other_field_is_no_expectation(field):
    assert parse(field, "dill") is None


def test_an_expectation_without_places_applies_everywhere():
    assert Expectation("Prints", "").applies("2.7", "fork")
    assert Expectation("Prints", "").applies("3.15", "forkserver")


def test_version_and_start_method_must_both_fit():
    line = Expectation("Hangs", "", "3.15+", ("spawn",))
    assert line.applies("3.15", "spawn")
    assert not line.applies("3.15", "fork")
    assert not line.applies("3.14", "spawn")


def test_the_verb_counts():
    assert not Expectation("Prints", "1").allows("Fails", "1")


@pytest.mark.parametrize("text", ["1 2", "1\n2\n", "  1\t2"])
def test_white_space_does_not_count(text):
    assert Expectation("Prints", "1\n    2").allows("Prints", text)


@pytest.mark.parametrize("text", ["", "1", "12", "1 2 3", "0 1 2"])
def test_the_whole_text_counts(text):
    assert not Expectation("Prints", "1 2").allows("Prints", text)


def test_an_expected_nothing_allows_nothing_else():
    assert Expectation("Hangs", "").allows("Hangs", "\n")
    assert not Expectation("Hangs", "").allows("Hangs", "EOFError")


def test_dots_stand_for_anything_and_nothing_else_does():
    line = Expectation("Fails", "KeyError: ...[0] (a+b)")
    assert line.allows("Fails", "KeyError: what ever[0] (a+b)")
    assert line.allows("Fails", "KeyError: [0] (a+b)")
    assert not line.allows("Fails", "KeyError: what ever0 (aab)")
