"""Every script has a page, and every page can be found."""

import re
from pathlib import Path

import pytest

from poolable.catalog import KINDS, folders, get, is_small, scripts

DOCS = Path(__file__).parent.parent.parent / "docs"

every_script = pytest.mark.parametrize("name", scripts())


def page(script):
    """Return the text of the page of *script*."""
    path = DOCS / f"{script.kind}s" / script.folder / f"{script.name}.md"
    assert path.exists(), f"{script.name} has no page: write {path.relative_to(DOCS.parent)}"
    return path.read_text(encoding="utf-8")


@every_script
def test_its_page_shows_the_verdict_the_file_the_run_and_the_record(name):
    shown = re.findall(r"```\{(\w+)\} " + name, page(get(name)))
    missing = {"verdict", "file", "run", "recorded"} - set(shown)
    assert missing == set(), f"the page of {name} lacks the blocks {sorted(missing)}"


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.kind}-{folder.name}")
def test_a_folder_has_a_page_and_that_page_is_made_from_it(folder):
    index = DOCS / f"{folder.kind}s" / folder.name / "index.md"
    assert index.read_text(encoding="utf-8").startswith("```{folder}\n")
    assert {path.name for path in index.parent.iterdir()} == {
        "index.md",
        *(f"{path.stem}.md" for path in folder.files),
    }


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.kind}-{folder.name}")
def test_the_sentence_of_a_folder_begins_with_a_word(folder):
    assert folder.sentence[0].isupper()


@pytest.mark.parametrize("kind", KINDS)
def test_every_folder_is_in_the_order_and_what_comes_first_is_there(kind):
    of_kind = [folder for folder in folders() if folder.kind == kind]
    inside = {path.parent.name for path in KINDS[kind].glob("*/__init__.py")}
    assert {folder.name for folder in of_kind} == inside
    for folder in of_kind:
        assert folder.first, f"{folder.name} does not say what to start with"
        assert set(folder.first) <= {path.stem for path in folder.files}, folder.name


@pytest.mark.parametrize("name", [n for n in scripts() if get(n).kind == "pattern"])
def test_the_page_of_a_cure_shows_only_small_diffs(name):
    failures = re.findall(rf"^```\{{difference\}} (\w+) {name}$", page(get(name)), re.MULTILINE)
    assert [failure for failure in failures if not is_small(get(failure), get(name))] == []


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.kind}-{folder.name}")
def test_a_folder_says_a_heading_and_a_sentence(folder):
    assert re.fullmatch(r"[A-Z][^.]+", folder.heading)
    assert re.fullmatch(r"[A-Z].+\.", folder.sentence)
