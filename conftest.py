"""Run the `>>>` of the pages, and import nothing that acts when it is imported."""

from doctest import Example

import pytest
from sybil import Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import PythonCodeBlockParser

# Doctests are looked for by importing: missing_guard would open its pool.
collect_ignore_glob = [
    "noxfile.py",
    "docs/*.py",
    "src/poolable/failures/*",
    "src/poolable/patterns/*",
]


def prompts(document):
    """Yield the `>>>` examples of a page; its other code is there to be read."""
    regions = PythonCodeBlockParser()(document)
    return (region for region in regions if isinstance(region.parsed, Example))


pytest_collect_file = Sybil(parsers=[prompts], patterns=["*.md"]).pytest()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items):
    """Keep the examples of a page together: each builds on the one before."""
    for item in items:
        if isinstance(item, SybilItem):
            item.add_marker(pytest.mark.xdist_group(item.path.name))
