"""The page of a failure, `find` and `explain` name the same first cure: the failure's own."""

import re
from pathlib import Path

import pytest

from poolable import Culprit
from poolable.catalog import get, scripts
from poolable.catalog.messages import find
from poolable.catalog.templates import all_templates
from poolable.cli.commands import match_text

DOCS = Path(__file__).parent.parent.parent / "docs"
FAILURES = [name for name, script in scripts().items() if script.kind == "failure"]
# a link, with or without a text of its own, or the cure that a difference leads to
NAMED = re.compile(r"\{script\}`(?:[^`]*<)?(\w+)>?`|\{difference\} \w+ (\w+)")

every_failure = pytest.mark.parametrize("name", FAILURES)


def first_on_page(name):
    """Return the first script that the section of cures names."""
    path = DOCS / "failures" / get(name).folder / f"{name}.md"
    _, _, cures = path.read_text(encoding="utf-8").partition("\n## The cures\n")
    found = NAMED.search(cures)
    return found and (found[1] or found[2])


@every_failure
def test_the_page_names_the_first_cure_first(name):
    best = get(name).cured_by[0]
    assert first_on_page(name) == best, f"`Cured by:` names {best} first, `## The cures` another"


@every_failure
def test_the_page_begins_with_one_sentence_that_names_the_first_cure(name):
    path = DOCS / "failures" / get(name).folder / f"{name}.md"
    title, sentence, block = path.read_text(encoding="utf-8").split("\n\n")[:3]
    assert title.startswith("# ")
    assert "\n" not in sentence
    assert NAMED.search(sentence)[1] == get(name).cured_by[0]
    assert block.startswith(f"```{{verdict}} {name}\n")


@every_failure
def test_explain_names_the_first_cure_first(name):
    culprit = Culprit("", (), "", "dump", "", "", failure=name)
    assert culprit.cures[0] == get(name).cured_by[0]


@pytest.mark.parametrize("name", sorted({template.failure for template in all_templates()}))
def test_find_names_the_first_cure_first(name):
    message = next(one.example for one in all_templates() if one.failure == name)
    (match,) = [match for match in find(message) if match.template.failure == name]
    assert re.findall(r"cured by (\w+)", match_text(match))[0] == get(name).cured_by[0]


@pytest.mark.parametrize(
    "text", ["{script}`getstate`", "{script}`so <getstate>`", "```{difference} x getstate"]
)
def test_each_way_to_name_a_cure_is_read(text):
    found = NAMED.search(text)
    assert "getstate" in found.groups()
