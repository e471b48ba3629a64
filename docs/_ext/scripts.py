"""Directives that show a script: its verdict, file, diff, run and record.

Each takes the name of a script; each writes Markdown, or a block of output.
"""

import dataclasses
import json
import re
import shlex

import live
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from poolable.catalog import cures_of, difference, get, record, scripts
from poolable.catalog.messages import LEAST, NEAREST, all_messages
from poolable.catalog.wording import key, places, sentence
from poolable.lab.error_line import last_error_line
from poolable.lab.interpreters import running

logger = logging.getLogger(__name__)
LINES = 18  # of a traceback; the end is what a reader looks for
MARKERS = re.compile(r"^ *[~^]+\n", re.MULTILINE)  # they do not survive a narrow screen
ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
LIBRARY = re.compile(r'(?m)(^|File ")/[^"\s]*/(?=lib/python\d)')

BOX = """
<p><label for="find-text">Paste the message, or the whole traceback:
nothing leaves this page.</label></p>
<textarea id="find-text" rows="8" spellcheck="false"></textarea>
<div id="find-answer" aria-live="polite"></div>
<script type="application/json" id="find-data">{data}</script>
"""


def setup(app):
    """Register the directives."""
    for directive in (
        Verdict,
        File,
        Difference,
        Run,
        Payload,
        Explained,
        Recorded,
        Listing,
        Errorindex,
        Matrix,
    ):
        app.add_directive(directive.__name__.lower(), directive)
    return {"version": "1", "parallel_read_safe": True}


class ScriptDirective(SphinxDirective):
    """A directive about the scripts that its arguments name."""

    required_arguments = 1

    def scripts(self):
        """Return the scripts; the page is made again when one changes."""
        chosen = [get(name) for name in self.arguments]
        for script in chosen:
            self.env.note_dependency(str(script.path))
        self.env.note_dependency(str(record.FILE))
        return chosen

    def markdown(self, text):
        """Return the nodes that *text* stands for."""
        return self.parse_text_to_nodes(text)

    def block(self, text, language, *classes):
        """Return *text* as it is."""
        return nodes.literal_block(text, text, language=language, classes=list(classes))


class Verdict(ScriptDirective):
    """The first sentence of a script, and where it stands among the others."""

    def run(self):
        """Return the verdict and the facts."""
        (script,) = self.scripts()
        facts = [f"Runs on Python {script.runs_on.replace('+', ' and newer')}"]
        if script.needs:
            facts.append(f"needs {' and '.join(script.needs)}")
        if script.cures:
            facts.append(f"cures {links(script.cures)}")
        if script.kind == "failure":
            facts.append(f"cured by {links(cure.name for cure in cures_of(script.name))}")
        # as text, for a docstring is no Markdown: it may say <lambda> or __getstate__
        story = nodes.Text(" " + " ".join(script.story.split()))
        paragraph = nodes.paragraph("", "", nodes.strong(text=script.verdict), story)
        return [paragraph, *self.markdown(f"{{.facts}}\n{'; '.join(facts)}.")]


class File(ScriptDirective):
    """The whole script, to read and to download."""

    def run(self):
        """Return the source and how to get it."""
        (script,) = self.scripts()
        folder = f"/../src/poolable/{script.path.parent.name}"
        copied = f"{{download}}`{script.path.name} <{folder}/{script.path.name}>`"
        text = f"Download {copied}, or copy it with `poolable copy {script.name}`."
        return [self.block(script.source, "python"), *self.markdown(text)]


class Difference(ScriptDirective):
    """What leads from one script to another, docstrings apart."""

    required_arguments = 2

    def run(self):
        """Return the diff."""
        return [self.block(difference(*self.scripts(), code_only=True), "udiff")]


class Run(ScriptDirective):
    """What this build saw, under each start method of its Python."""

    def run(self):
        """Return a block for each different outcome, and check every one."""
        (script,) = self.scripts()
        methods = [m for m in running().start_methods if live.outcome(script, m)]
        for fault in (fault for m in methods for fault in live.faults(script, m)):
            logger.warning("run: %s", fault, location=self.get_location(), type="run")
            self.env.note_reread()
        shown = self.markdown(f"This build ran it on {live.stamp()}.")
        if not methods:
            shown += self.markdown(f"It does not run there: it needs Python {script.runs_on}.")
        groups = {}
        for method in methods:
            groups.setdefault(record.Entry.of(live.outcome(script, method)), []).append(method)
        for group in groups.values():
            shown += self.group(script, group)
        return shown

    def group(self, script, methods):
        """Return one outcome, which *methods* have in common."""
        outcomes = [live.outcome(script, method) for method in methods]
        seconds = ", ".join(f"{outcome.seconds:.2f} s" for outcome in outcomes)
        under = " and ".join(map(default, methods))
        ended = {
            "time": "stopped after",
            "idle": "stopped, for nothing runs any more, after",
            "output": "stopped, for it floods, after",
        }
        how = ended.get(outcomes[0].stopped, f"exit code {outcomes[0].exit_code} after")
        text = f"$ python {script.path.name}\n{outcomes[0].stdout}{tail(outcomes[0].stderr)}"
        caption = self.markdown(f"Under {under}: {how} {seconds}.")
        return [*caption, self.block(text.rstrip(), "text", "terminal")]


class Payload(ScriptDirective):
    """The bytes that one message to a worker carries for an expression."""

    has_content = True

    def run(self):
        """Return the sentence that says so."""
        (script,) = self.scripts()
        expression = " ".join(self.content)
        size = live.payload(script, expression)
        return self.markdown(
            f"`{expression}` is pickled to {size} bytes for each message, measured by this build."
        )


class Explained(ScriptDirective):
    """What `poolable explain` says of an expression in the script.

    The failure that it has to name is the script, or the second argument.
    """

    optional_arguments = 1
    has_content = True

    def run(self):
        """Return the command and its answer, which has to name the failure."""
        script, told = self.scripts()[0], self.arguments[-1]
        (expression,) = self.content
        seen = live.answer(script, expression)
        if seen is None:
            return self.markdown(f"It does not run there: it needs Python {script.runs_on}.")
        for fault in live.misunderstood(script, expression, told):
            logger.warning("explained: %s", fault, location=self.get_location(), type="explained")
            self.env.note_reread()
        words = shlex.join(live.command(script.path.name, expression))
        text = f"$ poolable {words}\n{ADDRESS.sub('0x...', seen.stdout)}"
        return [self.block(text.rstrip(), "text", "terminal")]


class Recorded(ScriptDirective):
    """What the record says of the script, outcome by outcome."""

    def run(self):
        """Return a table of the outcomes."""
        (script,) = self.scripts()
        known = record.load()
        rows = [f"| {where} | {sentence(entry)} |" for entry, where in places(known.of(script))]
        table = ["| On Python | What happened |", "|---|---|", *rows]
        return self.markdown("\n".join([*table, "", "{.facts}", stamp(known, script)]))


class Listing(SphinxDirective):
    """The scripts of a kind, or those that it names, each with its verdict."""

    required_arguments = 1
    has_content = True

    def run(self):
        """Return a definition list."""
        kind = self.arguments[0]
        names = [name for line in self.content for name in line.replace(",", " ").split()]
        every = [script for script in scripts().values() if script.kind == kind]
        chosen = [get(name) for name in names] or every
        items = [f"{links([one.name])}\n: {one.verdict}{cures(one)}\n" for one in chosen]
        return self.parse_text_to_nodes("\n".join(items))


class Errorindex(SphinxDirective):
    """A box for a traceback that finds the failure, and every message to read."""

    def run(self):
        """Return the box, the data it searches, and a table of the messages."""
        self.env.note_dependency(str(record.FILE))
        messages = sorted(all_messages(), key=lambda message: message.example.lower())
        data = {
            "messages": [dataclasses.asdict(message) for message in messages],
            "failures": {message.failure: self.facts(message.failure) for message in messages},
            "least": LEAST,
            "nearest": NEAREST,
        }
        text = json.dumps(data).replace("<", "\\u003c")
        rows = [f"| `{message.example}` | {links([message.failure])} |" for message in messages]
        table = "\n".join(["| Message | Failure |", "|---|---|", *rows])
        box = nodes.raw("", BOX.format(data=text), format="html")
        return [box, *self.parse_text_to_nodes(table)]

    def facts(self, name):
        """Return what the box shows of a failure."""
        page = self.env.app.builder.get_relative_uri(self.env.docname, f"failures/{name}")
        return {"page": page, "verdict": get(name).verdict}


class Matrix(SphinxDirective):
    """Every script on every Python under every start method."""

    def run(self):
        """Return a table a kind."""
        self.env.note_dependency(str(record.FILE))
        known = record.load()
        minors = sorted(known.pythons, key=key)
        lines = []
        for kind in ("pattern", "failure"):
            lines += [f"| {kind} | {' | '.join(minors)} |", "|---|" + ":-:|" * len(minors)]
            for script in scripts().values():
                if script.kind == kind:
                    cells = [cell(known.of(script).get(minor, {})) for minor in minors]
                    lines.append(f"| {links([script.name])} | {' | '.join(cells)} |")
            lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


def cell(entries):
    """Return the outcomes on one Python in the order fork, spawn, forkserver."""
    signs = {"Prints": "✓", "Fails": "✗", "Hangs": "∞"}
    order = [method for method in ("fork", "spawn", "forkserver") if method in entries]
    return "".join(signs[entries[method].verb] for method in order) or "·"


def cures(script):
    """Return how a failure is cured, in words; nothing for a pattern."""
    found = links(cure.name for cure in cures_of(script.name))
    return f" Cured by {found}." if script.kind == "failure" else ""


def links(names):
    """Return the pages of the scripts called *names*."""
    return (
        ", ".join(f"[`{name}`](/{get(name).path.parent.name}/{name}.md)" for name in names)
        or "nothing yet"
    )


def default(method):
    """Return *method*, marked if it is the one that this Python chooses."""
    return f"`{method}`" + " (the default)" * (method == running().default)


def tail(text):
    """Return the end of *text*, with the paths of the library shortened."""
    whole, start, last = text.rpartition("Traceback (most recent call last):")
    text = text if last_error_line(start + last) else whole  # a flood is cut in the middle
    lines = LIBRARY.sub(r"\1.../", MARKERS.sub("", text)).splitlines()
    cut = [f"[{len(lines) - LINES} lines left out]"] if len(lines) > LINES + 1 else []
    return "\n".join(cut + (lines[-LINES:] if cut else lines))


def stamp(known, script):
    """Return when and where the record of *script* was made."""
    pythons = [known.pythons[minor] for minor in sorted(known.of(script), key=key)]
    versions = ", ".join(python.version for python in pythons)
    packages = sorted(
        {f"{name} {python.packages[name]}" for python in pythons for name in script.needs}
    )
    dates = " and ".join(sorted({python.date for python in pythons}))
    machines = " and ".join(sorted({python.platform for python in pythons}))
    return f"Recorded on {dates} on {machines}, with Python {', '.join([versions, *packages])}."
