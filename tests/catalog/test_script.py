"""The scripts as data."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from platforms import posix

from poolable import catalog
from poolable.catalog.expectation import Expectation
from poolable.errors import WrongUsage

EXAMPLE = '''"""Do it so.

Why it works,
in two lines.

Runs on: 2.7+
Needs: dill, pathos
Cured by: getstate,
    module_function
Fails on 2.7 under fork: ValueError:
    no
Prints: 1
"""
'''


SMALL_OR_NOT = {  # beside a to f
    "a\nb\nc\nd\ne\nX\n": True,  # one less and one more of six
    "a\nb\nc\nd\ne\nf\ng\n": True,
    "a\nb\nc\nd\ne\n": True,
    "a\nb\nc\nd\n": False,  # two of four: exactly half
    "a\nb\nc\nd\nX\nY\n": False,  # four of six
    "a\nb\nX\n": False,
    "a\nb\nc\nd\nf\nX\n": True,  # two of six
    "a\nb\nc\nX\ne\nf\ng\n": True,  # three of seven
    "a\nb\nc\nX\ne\nf\n": True,
    "a\nb\nc\nX\n": False,
}


def refused(action, *arguments):
    """Return the sentence with which *action* refuses."""
    with pytest.raises(WrongUsage) as caught:
        action(*arguments)
    return str(caught.value)


@pytest.fixture
def example(script):
    return catalog.read(script(EXAMPLE, "example.py"), "pattern")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "project"
    path.mkdir()
    return path


def test_every_file_of_the_folders_is_a_script():
    files = [path for folder in catalog.KINDS.values() for path in folder.glob("*/[!_]*.py")]
    assert files
    assert sorted(script.path for script in catalog.scripts().values()) == sorted(files)


def test_a_docstring_is_verdict_story_and_fields(example):
    assert (example.name, example.kind) == ("example", "pattern")
    assert example.verdict == "Do it so."
    assert example.story == "Why it works,\nin two lines."
    assert example.runs_on == "2.7+"
    assert example.needs == ("dill", "pathos")
    assert example.cured_by == ("getstate", "module_function")
    assert example.source == EXAMPLE
    assert example.expectations == (
        Expectation("Fails", "ValueError: no", "2.7", ("fork",)),
        Expectation("Prints", "1"),
    )


def test_the_first_line_that_applies_is_what_is_expected(example):
    assert example.expected("2.7", "fork").text == "ValueError: no"
    assert example.expected("3.8", "fork").text == "1"


def test_nothing_is_expected_where_a_script_does_not_run(example):
    assert example.expected("2.6", "fork") is None
    assert replace(example, expectations=()).expected("3.8", "fork") is None


def test_a_script_runs_on_3_8_and_newer_unless_it_says_otherwise(script):
    plain = catalog.read(script('"""Do."""\n'), "pattern")
    assert (plain.runs_on, plain.needs, plain.cured_by) == ("3.8+", (), ())


def test_a_script_without_docstring_has_no_verdict(script):
    assert catalog.read(script("x = 1\n"), "pattern").verdict == ""


def test_the_digest_changes_with_the_code_alone(example):
    assert replace(example, source=EXAMPLE + "print(1)\n").digest != example.digest
    assert replace(example, source=EXAMPLE.replace("Why", "How")).digest == example.digest
    assert replace(example, path=Path("elsewhere.py")).digest == example.digest


def test_a_name_may_end_in_py():
    assert catalog.get("getstate.py") is catalog.get("getstate")


def test_an_unknown_name_is_told_the_nearest():
    sentence = refused(catalog.get, "get_state")
    assert sentence == "no script is called 'get_state': did you mean getstate?"


def test_a_name_like_no_other_is_told_where_the_names_are():
    sentence = refused(catalog.get, "zzzz")
    assert sentence == "no script is called 'zzzz': `poolable list` names them all."


def test_a_failure_owns_the_order_of_its_cures_and_a_pattern_derives_what_it_cures():
    failure = catalog.get("lambda_task")
    cures = catalog.cures_of("lambda_task")
    assert tuple(cure.name for cure in cures) == failure.cured_by
    assert all("lambda_task" in cure.cures for cure in cures)
    assert failure.cures == ()
    assert catalog.cures_of("no_such_failure") == []


def test_a_difference_is_small_below_half_of_the_cure():
    before = replace(catalog.get("getstate"), source='"""Do."""\na\nb\nc\nd\ne\nf\n')
    sources = {text: replace(before, source=f'"""Do."""\n{text}') for text in SMALL_OR_NOT}
    small = {text: catalog.is_small(before, after) for text, after in sources.items()}
    assert small == SMALL_OR_NOT


def test_a_difference_names_the_files_and_not_their_folders():
    lines = catalog.difference(catalog.get("pool_in_self"), catalog.get("getstate")).splitlines()
    assert lines[:2] == ["--- pool_in_self.py", "+++ getstate.py"]
    assert "+    def __getstate__(self):" in lines


def test_there_is_no_difference_between_a_script_and_itself():
    assert catalog.difference(catalog.get("getstate"), catalog.get("getstate")) == ""


def test_a_copy_goes_into_a_folder_under_its_name(example, folder):
    assert catalog.copy(example, folder) == folder / "example.py"
    assert (folder / "example.py").read_text() == EXAMPLE


def test_a_copy_goes_to_a_file_under_the_name_given(example, folder):
    assert catalog.copy(example, folder / "mine.py").read_text() == EXAMPLE
    assert [path.name for path in folder.iterdir()] == ["mine.py"]


def test_a_file_that_exists_is_overwritten_only_by_force(example, folder):
    (folder / "example.py").write_text("mine")
    sentence = refused(catalog.copy, example, folder)
    assert (
        sentence
        == f"{folder / 'example.py'} exists: overwrite it with --force, in Python force=True."
    )
    assert (folder / "example.py").read_text() == "mine"
    catalog.copy(example, folder, force=True)
    assert (folder / "example.py").read_text() == EXAMPLE


@posix
@pytest.mark.parametrize(
    ("where", "reason"), [("missing/x.py", "No such file or directory"), ("file/x.py", "Not a dir")]
)
def test_a_place_that_cannot_be_written_is_named_with_the_reason(example, folder, where, reason):
    (folder / "file").touch()
    sentence = refused(catalog.copy, example, folder / where)
    assert re.fullmatch(
        rf"{folder}/{where} cannot be written \({reason}.*\): choose another destination\.",
        sentence,
    )


def test_a_copy_that_fails_leaves_nothing_half_written(example, folder, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    (folder / "example.py").write_text("mine")
    monkeypatch.setattr(Path, "replace", full)
    sentence = refused(partial(catalog.copy, force=True), example, folder)
    assert "(No space left on device)" in sentence
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]
