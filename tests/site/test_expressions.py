"""The expressions that pages ask about: their payload, and what `poolable explain` says."""

import re
from pathlib import Path

import pytest

pytest.importorskip("markdown_it", reason="it comes with myst-parser")
import expressions
from expressions import Answer, Question, ask, failures, misunderstood, payload, read_question
from markdown_it import MarkdownIt

from poolable.catalog import get
from poolable.errors import WrongUsage
from poolable.explainer import known_classes
from poolable.lab import Outcome

DOCS = Path(expressions.__file__).parent.parent
PAGES = [path.read_text(encoding="utf-8") for path in sorted((DOCS / "failures").rglob("*.md"))]


def questions(page):
    """Return what *page* asks, in the blocks that Markdown itself finds."""
    for token in MarkdownIt().parse(page):
        name, *arguments = token.info.split() or [""]
        if name == "{explained}":
            yield read_question(arguments, token.content.splitlines())


ASKED = [question for page in PAGES for question in questions(page)]
LOCK = Question(get("lock_in_self"), "BigPow(n=10).pow", "lock_in_self")
REFUSED = Outcome("", 1, "", "", 0.5, 0)


def answer(outcome, *named):
    """Return an answer that names these failures."""
    return Answer(outcome, {"culprits": [{"failure": name} for name in named]}, "the text")


def test_every_question_of_the_pages_is_read():
    assert len(ASKED) == sum(page.count("{explained}") for page in PAGES) > 0


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.script.name)
def test_the_culprit_is_the_failure_of_the_page(question):
    told = ask(question)
    if told is None:
        pytest.skip(f"it needs Python {question.script.runs_on}")
    assert list(misunderstood(question, told)) == []
    assert told.text.startswith(told.report["name"])


def test_every_group_has_a_failure_of_the_catalog():
    for failure, _, _ in known_classes.GROUPS:
        assert get(failure).kind == "failure"


def test_a_question_names_the_failure_that_the_answer_has_to_name():
    asked = read_question(["unpicklable_result", "generator_argument"], ["powers(range(20))"])
    expected = Question(get("unpicklable_result"), "powers(range(20))", "generator_argument")
    assert asked == expected
    assert read_question(["lock_in_self"], ["BigPow(n=10).pow"]) == LOCK


def test_an_answer_that_names_the_failure_alone_is_right():
    assert list(misunderstood(LOCK, answer(REFUSED, "lock_in_self", ""))) == []
    assert failures(answer(REFUSED, "lock_in_self", "")) == {"lock_in_self"}


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (answer(REFUSED, "file_in_self"), "which names ['file_in_self'], not lock_in_self alone"),
        (answer(REFUSED, "file_in_self", "lock_in_self"), "not lock_in_self alone"),
        (answer(REFUSED), "which names [], not lock_in_self alone"),
        (answer(Outcome("", 0, "", "", 0.5, 0)), "but lock_in_self fails"),
        (answer(Outcome("time", None, "", "", 0.5, 0)), "but lock_in_self fails"),
    ],
)
def test_any_other_answer_is_a_fault(told, fault):
    (found,) = misunderstood(LOCK, told)
    assert found.startswith("explain says of BigPow(n=10).pow: ")
    assert found.endswith(fault)


def test_a_pattern_has_to_cross():
    question = LOCK._replace(script=get("getstate"))
    (found,) = misunderstood(question, answer(REFUSED))
    assert found.endswith("but getstate does not fail")


def test_a_wrong_expression_is_a_fault_and_no_crash():
    told = ask(LOCK._replace(expression="nothing"))
    assert (told.report, told.text, told.outcome.exit_code) == ({}, "", 2)
    assert len(list(misunderstood(LOCK, told))) == 1


def test_a_payload_is_measured_where_the_script_is_the_program():
    small, large = (payload(get("getstate"), f"BigPow(n={n}).pow") for n in (10, 10**300))
    assert 30 < small < 200
    assert large - small > 100


def test_a_payload_that_cannot_be_measured_is_wrong_usage():
    told = "the payload of 'nothing' cannot be measured with getstate"
    with pytest.raises(WrongUsage, match=rf"^{re.escape(told)} \(NameError: .*\): give an expr"):
        payload(get("getstate"), "nothing")
