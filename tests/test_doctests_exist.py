"""Examples that vanish would pass silently, so they are counted here."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import poolable

ROOT = Path(__file__).parent.parent
# At least so many examples; what is not named here has none to lose.
EXAMPLES = {
    "catalog": 3,
    "chart": 4,
    "cli": 1,
    "error_line": 4,
    "expectation": 6,
    "explain": 3,
    "explaining": 1,
    "find": 5,
    "interpreters": 1,
    "meter": 3,
    "path": 1,
    "timeline": 3,
    "traffic": 3,
    "wording": 4,
}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def examples(name):
    """Return how many examples the docstrings of a module have."""
    module = importlib.import_module(f"poolable.{name}")
    return sum(len(test.examples) for test in doctest.DocTestFinder().find(module))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_module_has_no_fewer_examples_than_it_had(name):
    assert examples(name) >= EXAMPLES[name]


def test_every_module_with_examples_is_watched():
    names = {module.name for module in pkgutil.iter_modules(poolable.__path__)} - {"__main__"}
    assert {name for name in names if examples(name)} == set(EXAMPLES)


@pytest.fixture(scope="module")
def collected():
    """Return what pytest finds outside of this folder."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "src", "docs", "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_a_module_are_run(collected, name):
    assert [line for line in collected if line.startswith(f"src/poolable/{name}.py::")]


def test_the_examples_of_the_readme_are_run(collected):
    assert len([line for line in collected if line.startswith("README.md::")]) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_prompt_of_a_page_is_in_a_block_that_is_run(page):
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(>>> .*?)^```$", text, re.MULTILINE | re.DOTALL)
    prompts = re.findall(r"^\s*>>> ", text, re.MULTILINE)
    assert sum(block.count(">>> ") for block in blocks) == len(prompts)


def test_scripts_and_the_site_are_not_imported(collected):
    outside = ("src/poolable/failures", "src/poolable/patterns", "docs/conf.py", "docs/_ext")
    assert [line for line in collected if line.startswith(outside)] == []
