"""Directives that list scripts: by folder, by message, by Python.

Each list is made from the folders, the docstrings or the record; none is kept by hand.
"""

import dataclasses
import json
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from script_directives import links, page_of
from sphinx.util.docutils import SphinxDirective

from poolable.catalog import cures_of, folders, get, record, scripts
from poolable.catalog.messages import MIN_FIXED, MIN_SHARE, NEAREST
from poolable.catalog.templates import all_templates
from poolable.lab.versions import version_key

BOX = """
<p><label for="find-text">Paste the message, or the whole traceback:
nothing leaves this page.</label></p>
<textarea id="find-text" rows="8" spellcheck="false"></textarea>
<div id="find-answer" aria-live="polite"></div>
<script type="application/json" id="find-data">{data}</script>
"""


def setup(app):
    """Register the directives."""
    app.add_directive("contents", Contents)
    app.add_directive("folder", FolderPage)
    app.add_directive("errorindex", ErrorIndex)
    ErrorIndex.app = app
    app.add_directive("matrix", Matrix)
    return {"version": "1", "parallel_read_safe": True}


class Contents(SphinxDirective):
    """The folders of a kind, each with its sentence and its scripts, and for the sidebar."""

    required_arguments = 1

    def run(self):
        """Return a section for each folder, and the hidden table of contents."""
        (kind,) = self.arguments
        of_kind = [folder for folder in folders() if folder.kind == kind]
        text = "\n\n".join([*map(section, of_kind), toctree(map(index_of, of_kind))])
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class FolderPage(SphinxDirective):
    """The whole page of a folder, which is the folder that the page itself lies in.

    ``:also: Hangs`` adds the scripts of other folders that hang on some Python.
    """

    option_spec: ClassVar = {"also": directives.unchanged_required}

    def run(self):
        """Return heading, sentence and scripts, and the hidden table of contents."""
        kind, name, _ = self.env.docname.split("/")
        (folder,) = [one for one in folders() if (f"{one.kind}s", one.name) == (kind, name)]
        inside = members(folder)
        parts = [f"# {folder.heading}", folder.sentence, listing(inside)]
        if verb := self.options.get("also"):
            others = list(elsewhere(folder, verb))
            parts += ["## Elsewhere", also(verb), listing(others)]
        parts.append(toctree(map(page_of, inside)))
        return self.parse_text_to_nodes("\n\n".join(parts), allow_section_headings=True)


def members(folder):
    """Return the scripts of *folder*, in its order."""
    return [
        script
        for script in scripts().values()
        if (script.kind, script.folder) == (folder.kind, folder.name)
    ]


def elsewhere(folder, verb):
    """Yield the scripts of other folders of this kind whose docstrings have *verb*."""
    for script in scripts().values():
        verbs = {line.verb for line in script.expectations}
        if script.kind == folder.kind and script.folder != folder.name and verb in verbs:
            yield script


def also(verb):
    """Return the sentence over the scripts of other folders."""
    return f"These {verb[:-1].lower()} as well, on some Python or under some start method."


def index_of(folder):
    """Return the name of the page of *folder*, as Sphinx calls it."""
    return f"{folder.kind}s/{folder.name}/index"


def section(folder):
    """Return the section about *folder*."""
    heading = f"## [{folder.heading}](/{index_of(folder)}.md)"
    return "\n\n".join([heading, folder.sentence, listing(members(folder))])


def listing(chosen):
    """Return a definition list: each script with its verdict and its cures."""
    items = [f"{links([one.name])}\n: {verdict(one)}{cures(one)}\n" for one in chosen]
    return "\n".join(items)


def verdict(script):
    """Return the verdict as Markdown, in which `__getattr__` is no emphasis."""
    words = [f"`{word}`" if "__" in word else word for word in script.verdict.split(" ")]
    return " ".join(words)


def cures(script):
    """Return the cures of a failure, in words; nothing for a pattern."""
    found = links(cure.name for cure in cures_of(script.name))
    return f" Cured by {found}." if script.kind == "failure" else ""


def toctree(names):
    """Return a table of contents for the sidebar."""
    return "\n".join(["```{toctree}", ":hidden:", "", *(f"/{name}" for name in names), "```"])


class ErrorIndex(SphinxDirective):
    """A box for a traceback that finds the failure, and a table of every message."""

    app = None  # set by setup, because Sphinx 9 deprecates env.app

    def run(self):
        """Return the box, the data it searches, and a table of the messages."""
        self.env.note_dependency(str(record.FILE))
        templates = sorted(all_templates(), key=lambda template: template.example.lower())
        data = {
            "templates": [dataclasses.asdict(template) for template in templates],
            "failures": {template.failure: self.facts(template.failure) for template in templates},
            "min_fixed": MIN_FIXED,
            "min_share": MIN_SHARE,
            "nearest": NEAREST,
        }
        text = json.dumps(data).replace("<", "\\u003c")
        rows = [f"| `{one.example}` | {links([one.failure])} |" for one in templates]
        table = "\n".join(["| Message | Failure |", "|---|---|", *rows])
        box = nodes.raw("", BOX.format(data=text), format="html")
        return [box, *self.parse_text_to_nodes(table)]

    def facts(self, name):
        """Return the page and the verdict of a failure."""
        page = self.app.builder.get_relative_uri(self.env.docname, page_of(get(name)))
        return {"page": page, "verdict": get(name).verdict}


class Matrix(SphinxDirective):
    """Every script on every Python under every start method."""

    def run(self):
        """Return a table for each kind."""
        self.env.note_dependency(str(record.FILE))
        known = record.load()
        minors = sorted(known.pythons, key=version_key)
        lines = []
        for kind in ("pattern", "failure"):
            lines += [f"| {kind} | {' | '.join(minors)} |", "|---|" + ":-:|" * len(minors)]
            for script in scripts().values():
                if script.kind == kind:
                    cells = [cell(known.entries_of(script).get(minor, {})) for minor in minors]
                    lines.append(f"| {links([script.name])} | {' | '.join(cells)} |")
            lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


def cell(entries):
    """Return a sign for each outcome on one Python, in the order of the start methods."""
    signs = {"Prints": "✓", "Fails": "✗", "Hangs": "∞"}
    return "".join(signs[entry.verb] for entry in entries.values()) or "·"
