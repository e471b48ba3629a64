"""What the pages ask of `explain` is answered with the failure that the page is about."""

from pathlib import Path

import build_runs
import pytest

from poolable.catalog import get
from poolable.explainer import known_classes

DOCS = Path(build_runs.__file__).parent.parent
ASKED = [
    question
    for page in sorted((DOCS / "failures").rglob("*.md"))
    for question in build_runs.questions(page.read_text(encoding="utf-8"))
]


def test_every_question_of_the_pages_is_read():
    pages = [page.read_text(encoding="utf-8") for page in (DOCS / "failures").rglob("*.md")]
    assert len(ASKED) == sum(page.count("{explained}") for page in pages) > 20


@pytest.mark.parametrize(
    ("script", "expression", "told"), ASKED, ids=[script.name for script, *_ in ASKED]
)
def test_the_culprit_is_the_failure_of_the_page(script, expression, told):
    if build_runs.answer(script, expression) is None:
        pytest.skip(f"it needs Python {script.runs_on}")
    assert list(build_runs.misunderstood(script, expression, told)) == []
    assert build_runs.answer(script, expression).stdout.count("\n  failure ") <= 1


def test_every_group_has_a_failure_of_the_catalog():
    for failure, _, _ in known_classes.GROUPS:
        assert get(failure).kind == "failure"
