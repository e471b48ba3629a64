"""The directives that list scripts: by folder, by message, by Python."""

import json
import re

import pytest

pytest.importorskip("docutils.nodes", reason="docutils comes with myst-parser")
from docutils import nodes
from sphinx.addnodes import pending_xref, toctree

from poolable.catalog import cures_of, folders, get, record, scripts
from poolable.catalog.templates import all_templates

HANGS = next(folder for folder in folders() if folder.name == "hangs")
INSIDE = [path.stem for path in HANGS.files]


def names(node):
    """Return the names of the scripts that *node* links to."""
    return [link["reftarget"].rpartition("/")[2] for link in node.findall(pending_xref)]


def titles(tree):
    return [node.astext() for node in tree.findall(nodes.title)]


def sidebar(tree):
    """Return the pages of the hidden table of contents."""
    return [entry[1] for node in tree.findall(toctree) for entry in node["entries"]]


def missing(warnings):
    """Return the warnings but those about pages that this tiny site does not have."""
    return [line for line in warnings if "nonexisting document" not in line]


def test_the_page_of_a_folder_lists_its_scripts_with_verdict_and_cures(page):
    tree, warnings = page("```{folder}\n```\n", "failures/hangs/index")
    assert titles(tree) == [HANGS.heading]
    assert HANGS.sentence in tree.astext()
    terms = [names(term)[0] for term in tree.findall(nodes.term)]
    assert terms == INSIDE
    for name, text in zip(INSIDE, tree.findall(nodes.definition), strict=True):
        assert " ".join(get(name).verdict.split()) in text.astext().replace("`", "")
        assert names(text) == [cure.name for cure in cures_of(name)]
    assert missing(warnings) == []


def test_a_folder_may_list_the_scripts_of_others_that_hang_too(page):
    tree, warnings = page("```{folder}\n:also: Hangs\n```\n", "failures/hangs/index")
    elsewhere = [
        script.name
        for script in scripts().values()
        if script.kind == "failure"
        and script.folder != "hangs"
        and any(line.verb == "Hangs" for line in script.expectations)
    ]
    assert titles(tree) == [HANGS.heading, "Elsewhere"]
    terms = [names(term)[0] for term in tree.findall(nodes.term)]
    assert terms == [*INSIDE, *elsewhere]
    assert set(elsewhere) & {"missing_guard"}
    assert missing(warnings) == []


@pytest.mark.parametrize("kind", ["failure", "pattern"])
def test_the_contents_are_a_section_for_each_folder_in_order(page, kind):
    of_kind = [folder for folder in folders() if folder.kind == kind]
    tree, warnings = page(f"# All\n\n```{{contents}} {kind}\n```\n", f"{kind}s/index")
    assert titles(tree) == ["All", *(folder.heading for folder in of_kind)]
    terms = [names(term)[0] for term in tree.findall(nodes.term)]
    assert terms == [script.name for script in scripts().values() if script.kind == kind]
    assert missing(warnings) == []


def test_the_sidebar_has_the_pages_that_exist(page):
    page("# One\n", f"failures/hangs/{INSIDE[0]}")
    tree, _ = page("```{folder}\n```\n", "failures/hangs/index")
    assert sidebar(tree) == [f"failures/hangs/{INSIDE[0]}"]


def test_the_error_index_carries_every_template_and_the_page_of_its_failure(page):
    tree, _ = page("```{errorindex}\n```\n")
    (box,) = [node.astext() for node in tree.findall(nodes.raw)]
    (text,) = re.findall(r'<script type="application/json" id="find-data">(.*)</script>', box)
    data = json.loads(text)
    assert "<" not in text
    assert {one["example"] for one in data["templates"]} == {one.example for one in all_templates()}
    assert set(data["failures"]) == {one.failure for one in all_templates()}
    assert data["failures"]["pool_in_self"]["verdict"] == get("pool_in_self").verdict
    rows = list(tree.findall(nodes.row))[1:]
    assert [names(row)[0] for row in rows] == [one["failure"] for one in data["templates"]]


def test_the_matrix_has_a_cell_for_each_script_and_python(page, monkeypatch):
    prints, hangs = record.RecordedOutcome("Prints", "1", 0), record.RecordedOutcome("Hangs", "", 0)
    python = record.RecordedPython("3.9.1", "CPython", "Linux", "fork", "2026-11-22", {})
    known = record.Record({"3.10": python, "3.9": python})
    known.add(get("missing_guard"), "3.10", "spawn", hangs)
    known.add(get("missing_guard"), "3.10", "fork", prints)
    monkeypatch.setattr(record, "load", lambda: known)
    tree, _ = page("```{matrix}\n```\n")
    patterns, failures = tree.findall(nodes.table)
    heads = [table.next_node(nodes.row).astext().split() for table in (patterns, failures)]
    assert heads == [["pattern", "3.9", "3.10"], ["failure", "3.9", "3.10"]]
    rows = [row.astext().split() for row in failures.findall(nodes.row)]
    assert ["missing_guard", "·", "✓∞"] in rows
    assert len(rows) == 1 + sum(script.kind == "failure" for script in scripts().values())
