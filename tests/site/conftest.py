"""A tiny site, on which a test reads one page."""

import io
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """Return a Sphinx application with our directives and no page."""
    pytest.importorskip("sphinx", reason="sphinx comes with myst-parser")
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    source = tmp_path_factory.mktemp("site")
    (source / "index.md").write_text("# Site\n")
    warnings = io.StringIO()
    with docutils_namespace():
        extensions = ["myst_parser", "script_directives", "index_directives"]
        settings = {
            "extensions": extensions,
            "smartquotes": False,
            "myst_enable_extensions": ["attrs_block", "colon_fence", "deflist"],
        }
        folders = (source, None, source / "out", source / "doctrees")
        app = Sphinx(*folders, "dummy", settings, status=None, warning=warnings)
        trees = []
        app.connect("doctree-read", lambda app, tree: trees.append(tree))
        yield SimpleNamespace(app=app, source=source, warnings=warnings, trees=trees)


@pytest.fixture
def page(site):
    """Return a function that reads a page: its doctree, and the warnings about it."""

    def read(text, name="page"):
        path = site.source / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        site.warnings.truncate(0)
        site.warnings.seek(0)
        site.app.project.discover()
        site.app.builder.read_doc(name)  # and no other page, nor are links followed
        told = [line for line in site.warnings.getvalue().splitlines() if f"{name}.md" in line]
        return site.trees[-1], told

    return read
