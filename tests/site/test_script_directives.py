"""The directives that show a script: what a page gets, and what it is warned of."""

from dataclasses import replace

import build_runs
import expressions
import pytest

pytest.importorskip("docutils.nodes", reason="docutils comes with myst-parser")
from docutils import nodes
from script_directives import tail
from sphinx.addnodes import download_reference, pending_xref

from poolable.catalog import cures_of, difference, get, is_small, record, scripts
from poolable.catalog.trial import Trial
from poolable.lab import Outcome, running

GETSTATE = get("getstate")
PRINTED = Outcome("", 0, "13923571680850\n", "", 0.5, 0)


LARGE = next(
    (failure, cure.name)
    for failure in scripts()
    for cure in cures_of(failure)
    if not is_small(get(failure), cure)
)


def links(tree):
    """Return the pages that a doctree links to, without the slash at the start."""
    return [link["reftarget"][1:] for link in tree.findall(pending_xref)]


def code(tree):
    """Return the blocks of code and output."""
    return [node.astext() for node in tree.findall(nodes.literal_block)]


@pytest.fixture
def trials(monkeypatch):
    """Let the build have run what a test puts in, and nothing be recorded."""
    made = {}
    monkeypatch.setattr(build_runs, "TRIALS", made)
    monkeypatch.setattr(record, "load", record.Record)

    def put(name, method, outcome):
        script = get(name)
        expected = script.expected(running().version, method)
        made[name, method] = Trial(script, running(), method, expected, outcome)

    return put


def test_a_link_to_a_script_finds_its_page(page):
    tree, warnings = page("See {script}`getstate` and {script}`the failure <pool_in_self>`.")
    assert links(tree) == ["patterns/classes/getstate", "failures/refused/pool_in_self"]
    assert tree.astext() == "See getstate and the failure."
    assert [link[0].tagname for link in tree.findall(pending_xref)] == ["literal", "inline"]
    assert warnings == []


def test_a_link_to_no_script_is_a_warning_with_its_line(page):
    _, warnings = page("# Page\n\nSee {script}`getstat`.")
    (warning,) = warnings
    assert "page.md:3" in warning
    assert "no script is called 'getstat': did you mean getstate?" in warning


@pytest.mark.parametrize(
    "directive", ["verdict", "file", "run", "recorded", "payload", "explained"]
)
def test_a_directive_about_no_script_is_a_warning_with_its_line(page, directive):
    _, warnings = page(f"# Page\n\n```{{{directive}}} getstat\n```\n")
    assert any("page.md:3" in line and "did you mean getstate?" in line for line in warnings)


def test_a_verdict_is_shown_as_the_docstring_says_it(page):
    text = "\n".join(f"```{{verdict}} {name}\n```\n" for name in scripts())
    tree, warnings = page(text)
    strong = [node.astext() for node in tree.findall(nodes.strong)]
    assert strong == [script.verdict for script in scripts().values()]
    stories = [node.parent.astext() for node in tree.findall(nodes.strong)]
    assert stories == [
        f"{script.verdict} {' '.join(script.story.split())}" for script in scripts().values()
    ]
    assert any("__" in story for story in stories)  # is no emphasis
    assert any("<" in story for story in stories)  # is no HTML
    assert warnings == []


def test_the_verdict_of_a_failure_links_to_its_cures_best_first(page):
    tree, _ = page("```{verdict} lambda_task\n```\n")
    assert [link.rpartition("/")[2] for link in links(tree)] == [
        cure.name for cure in cures_of("lambda_task")
    ]
    assert "Runs on Python 3.8 and newer" in tree.astext()


def test_the_verdict_of_a_pattern_links_to_the_failures_that_it_cures(page):
    tree, _ = page("```{verdict} dill_payload\n```\n")
    assert "failures/refused/lambda_task" in links(tree)
    assert "needs dill" in tree.astext()


def test_a_file_is_shown_whole_and_can_be_downloaded(page):
    tree, _ = page("```{file} getstate\n```\n")
    assert code(tree) == [GETSTATE.source]
    (download,) = tree.findall(download_reference)
    assert download["reftarget"].endswith("/src/poolable/patterns/classes/getstate.py")


def test_a_small_difference_is_a_diff(page):
    tree, warnings = page("```{difference} pool_in_self getstate\n```\n")
    assert code(tree) == [difference(get("pool_in_self"), GETSTATE, code_only=True)]
    assert warnings == []


def test_after_a_large_difference_the_cure_is_shown_whole(page):
    tree, warnings = page(f"```{{difference}} {' '.join(LARGE)}\n```\n")
    assert code(tree) == [get(LARGE[1]).code]
    assert warnings == []


def test_a_large_difference_on_the_page_of_the_cure_is_a_warning(page):
    cure = get(LARGE[1])
    name = f"{cure.kind}s/{cure.folder}/{cure.name}"
    _, (warning,) = page(f"```{{difference}} {' '.join(LARGE)}\n```\n", name)
    assert f"half of {cure.name} or more differs from {LARGE[0]}: leave it out" in warning


def test_a_run_shows_each_different_outcome_once(page, trials):
    for method in running().start_methods:
        trials("getstate", method, PRINTED)
    tree, warnings = page("```{run} getstate\n```\n")
    assert code(tree) == ["$ python getstate.py\n13923571680850"]
    assert tree.astext().count("exit code 0 after 0.50 s, 0.50 s") == 1
    assert f"{running().default} (the default)" in tree.astext()
    assert warnings == []


def test_a_run_that_is_not_as_the_docstring_says_is_a_warning(page, trials):
    for method in running().start_methods:
        trials("getstate", method, replace(PRINTED, stdout="42\n"))
    _, warnings = page("```{run} getstate\n```\n")
    assert len(warnings) == len(running().start_methods)
    assert "Prints '42', but its docstring says Prints '13923571680850'" in warnings[0]


def test_a_run_that_was_stopped_says_why(page, trials):
    limits = {"time": "stopped after", "idle": "nothing happened", "output": "printed too much"}
    for limit, words in limits.items():
        for method in running().start_methods:
            trials("getstate", method, Outcome(limit, None, "", "", 9.5, 0))
        assert words in page("```{run} getstate\n```\n")[0].astext()


def test_a_script_that_does_not_run_here_says_what_it_needs(page, monkeypatch):
    monkeypatch.setattr(build_runs, "trial", lambda script, method: None)
    tree, _ = page("```{run} getstate\n```\n")
    assert "It does not run there: it needs Python 3.8+." in tree.astext()


def test_the_record_is_a_row_for_each_different_outcome(page):
    tree, _ = page("```{recorded} lambda_task\n```\n")
    rows = [row.astext() for row in tree.findall(nodes.row)]
    outcomes = record.load().entries_of(get("lambda_task")).values()
    different = {entry for methods in outcomes for entry in methods.values()}
    assert len(rows) == 1 + len(different)
    assert "Recorded on " in tree.astext()


def test_a_payload_is_measured(page, monkeypatch):
    monkeypatch.setattr(expressions, "payload", lambda script, expression: 71)
    tree, warnings = page("```{payload} getstate\nBigPow(n=10).pow\n```\n")
    assert "BigPow(n=10).pow is pickled to 71 bytes for each message" in tree.astext()
    assert warnings == []


def test_a_payload_that_cannot_be_measured_is_a_warning_with_its_line(page):
    _, (warning,) = page("# Page\n\n```{payload} getstate\nnothing\n```\n")
    assert "page.md:3" in warning
    assert "the payload of 'nothing' cannot be measured with getstate (NameError: " in warning


def test_an_answer_is_shown_as_people_read_it(page, monkeypatch):
    told = {"culprits": [{"failure": "lock_in_self"}]}
    text = "BigPow(n=10).pow does not cross: <lock at 0x7f12>\n"
    answer = expressions.Answer(Outcome("", 1, "", "", 0.5, 0), told, text)
    monkeypatch.setattr(expressions, "ask", lambda question: answer)
    tree, warnings = page("```{explained} lock_in_self\nBigPow(n=10).pow\n```\n")
    command = "$ poolable explain 'lock_in_self.py:BigPow(n=10).pow' --start-method spawn\n"
    assert code(tree) == [command + "BigPow(n=10).pow does not cross: <lock at 0x...>"]
    assert warnings == []
    _, (warning,) = page("```{explained} lock_in_self file_in_self\nBigPow(n=10).pow\n```\n")
    assert "which names ['lock_in_self'], not file_in_self alone" in warning


def test_a_traceback_is_cut_at_its_start_and_its_paths_are_short():
    lines = [f'  File "/usr/lib/python3.14/x.py", line {n}' for n in range(40)]
    text = "\n".join(["Traceback (most recent call last):", *lines, "    ~~^^", "EOFError: no"])
    shown = tail(text).splitlines()
    assert shown[0] == "[24 lines left out]"
    assert shown[1] == '  File ".../lib/python3.14/x.py", line 23'
    assert shown[-1] == "EOFError: no"
    assert len(shown) == 19
