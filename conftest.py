"""Run the `>>>` of the pages as tests, and keep doctest away from the scripts."""

import doctest

from sybil import Example, Region, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

# pytest imports a file to look for doctests, and the script missing_guard would open its pool.
collect_ignore_glob = [
    "noxfile.py",
    "docs/*.py",
    "src/poolable/failures/*/*",
    "src/poolable/patterns/*/*",
    "tests/**/conftest.py",  # pytest imports them itself, under one name
]


def prompts(document):
    """Yield all the `>>>` of a page as one test; its other code blocks are not run.

    They must be one test: xdist sends the tests of a file to several workers.
    """
    regions = [
        region
        for region in PythonCodeBlockParser()(document)
        if isinstance(region.parsed, doctest.Example)
    ]
    if regions:
        yield Region(regions[0].start, regions[-1].end, regions, check)


def check(page):
    """Return the fault of the first example of the page that fails, "" without one."""
    for region in page.parsed:
        line = page.document.text.count("\n", 0, region.start) + 1
        fault = region.evaluator(Example(page.document, line, 1, region, page.namespace))
        if fault:
            return f"line {line}: {fault}"
    return ""


pytest_collect_file = Sybil(parsers=[prompts], patterns=["*.md"]).pytest()


def pytest_collection_modifyitems(items):
    """Pause coverage in the tests of deep objects: tracing makes explain several times slower."""
    for item in items:
        if item.path.name == "test_hostile.py" and "thousand" in item.name:
            item.add_marker("no_cover")
