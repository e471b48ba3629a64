"""Each `>>>` must be collected: an example that pytest does not find passes silently."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = ("src/poolable/failures", "src/poolable/patterns")
MODULES = [
    name
    for path in sorted((ROOT / "src").rglob("*.py"))
    if not (name := path.relative_to(ROOT).as_posix()).startswith(SCRIPTS)
    and re.search(r"^ *>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def collected():
    """Return the tests that pytest finds outside of this folder."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "src", "docs", "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.parametrize("module", MODULES)
def test_each_docstring_with_a_prompt_is_run(collected, module):
    docstrings = re.findall(r'"""(?:.(?!"""))*?>>> .*?"""', (ROOT / module).read_text(), re.DOTALL)
    assert len([line for line in collected if line.startswith(f"{module}::")]) == len(docstrings)


def test_the_examples_of_the_readme_are_run(collected):
    assert len([line for line in collected if line.startswith("README.md::")]) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_prompt_of_a_page_is_in_a_block_that_is_run(page):
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(>>> .*?)^```$", text, re.MULTILINE | re.DOTALL)
    prompts = re.findall(r"^\s*>>> ", text, re.MULTILINE)
    assert sum(block.count(">>> ") for block in blocks) == len(prompts)


def test_scripts_and_the_site_are_not_imported(collected):
    outside = (*SCRIPTS, "docs/conf.py", "docs/_ext")
    assert [line for line in collected if line.startswith(outside)] == []
