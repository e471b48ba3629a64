"""The habits of style that made readers read a sentence twice do not come back."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HABITS = {
    # "for" that means because; "for example" and the like are fine
    "because": r",\sfor (?!example|instance|each|every|all|both|one|two|[\d`\"'*_{])",
    "opens with What": r"(?:(?<=[.:;!] )|^\s*(?:#+ |[\"']{3}|- )?)What (?![^.?\n]*\?)",
    "archaic": r"\b(?:for it|nobody's|by and by|so far as|whoever|likewise|thereby|therein)\b",
    "vague verbs": r"\b(?:does as well|do as well|comes to|goes by|go by|all else|is told off)\b",
}
FOLDERS = ("src/poolable", "docs", "benchmarks", "tools", "tests")
FILES = [
    path
    for folder in FOLDERS
    for pattern in ("*.py", "*.md")
    for path in sorted((ROOT / folder).rglob(pattern))
    if path != Path(__file__)
] + [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "noxfile.py", "conftest.py")]


def habits(text):
    """Return each habit in *text*, with its line."""
    return [
        f"line {text.count(chr(10), 0, found.start()) + 1}: {name}: {found[0].strip()!r}"
        for name, pattern in HABITS.items()
        for found in re.finditer(pattern, text, re.MULTILINE)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_none_of_the_habits(path):
    assert habits(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It fails, for it holds a lock.", True),
        ("It fails,\nfor it holds a lock.", True),
        ("It fails, for example here.", False),
        ("What is sent is a copy.", True),
        ("Done. What is sent is a copy.", True),
        ("What does it cost?", False),
        ("## What it costs", True),
    ],
)
def test_a_habit_is_seen(text, found):
    assert bool(habits(text)) == found
