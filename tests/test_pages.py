"""Every script has a page, and every page can be found."""

import re
from pathlib import Path

import pytest

from poolable.catalog import cures_of, get, scripts

DOCS = Path(__file__).parent.parent / "docs"

every_script = pytest.mark.parametrize("name", scripts())


def page(script):
    """Return the text of the page of *script*."""
    return (DOCS / script.path.parent.name / f"{script.name}.md").read_text(encoding="utf-8")


@every_script
def test_its_page_shows_the_verdict_the_file_the_run_and_the_record(name):
    shown = re.findall(r"```\{(\w+)\} " + name, page(get(name)))
    assert {"verdict", "file", "run", "recorded"} <= set(shown)


@every_script
def test_it_is_in_the_index_of_its_kind(name):
    index = DOCS / get(name).path.parent.name / "index.md"
    assert re.search(rf"\b{name}\b", index.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [n for n in scripts() if get(n).kind == "failure"])
def test_the_page_of_a_failure_names_its_best_cure(name):
    assert cures_of(name)[0].name in page(get(name))
