"""Directives that show a script: its verdict, file, diff, run and record.

Each takes the name of a script; each writes Markdown, or a block of output.
"""

import re

import build_runs
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from poolable.catalog import cures_of, difference, get, is_small, record
from poolable.catalog.wording import outcomes_by_place, sentence
from poolable.errors import WrongUsage
from poolable.lab import running
from poolable.lab.error_line import last_error_line

logger = logging.getLogger(__name__)
LINES = 18  # of a traceback are shown, from its end, where a reader looks first
MARKERS = re.compile(r"^ *[~^]+\n", re.MULTILINE)  # they point to nothing on a narrow screen
LIBRARY = re.compile(r'(?m)(^|File ")/[^"\s]*/(?=lib/python\d)')


def setup(app):
    """Register the directives."""
    for directive in (Verdict, File, Difference, Run, Recorded):
        app.add_directive(directive.__name__.lower(), directive)
    app.add_role("script", ScriptLink())
    app.setup_extension("expression_directives")
    return {"version": "1", "parallel_read_safe": True}


class ScriptDirective(SphinxDirective):
    """A directive about the scripts that its arguments name."""

    required_arguments = 1

    def run(self):
        """Return what `show` makes of the scripts; wrong usage is a warning with its place."""
        try:
            scripts = [get(name) for name in self.arguments]
            for path in (record.FILE, *(script.path for script in scripts)):
                self.env.note_dependency(str(path))  # the page is made again when one changes
            return self.show(*scripts)
        except WrongUsage as error:
            self.warn(error)
            return []

    def show(self, *scripts):
        """Return the nodes that stand for *scripts*."""
        raise NotImplementedError

    def warn(self, fault):
        """Warn of *fault*, which is fatal, and read the page again in the next build."""
        logger.warning("%s: %s", self.name, fault, location=self.get_location(), type=self.name)
        self.env.note_reread()

    def markdown(self, text):
        """Return the nodes that *text* stands for."""
        return self.parse_text_to_nodes(text)

    def block(self, text, language, *classes):
        """Return *text* as it is."""
        return nodes.literal_block(text, text, language=language, classes=list(classes))


class ScriptLink(ReferenceRole):
    """A link to the page of a script, wherever that lies: ``{script}`getstate```."""

    def run(self):
        """Return the link; its text is the script's name unless another is given."""
        try:
            page = page_of(get(self.target))
        except WrongUsage as error:
            logger.warning("%s", error, location=self.get_location(), type="script")
            return [], []
        text = self.title if self.has_explicit_title else self.target
        shown = nodes.inline if self.has_explicit_title else nodes.literal
        target = {"reftarget": f"/{page}", "refexplicit": True, "refdoc": self.env.docname}
        link = pending_xref("", shown(text, text), refdomain="std", reftype="doc", **target)
        return [link], []


class Verdict(ScriptDirective):
    """The first sentence of a script, its story, its cures and what it needs."""

    def show(self, script):
        """Return the verdict and the facts."""
        facts = [f"Runs on Python {script.runs_on.replace('+', ' and newer')}"]
        if script.needs:
            facts.append(f"needs {' and '.join(script.needs)}")
        if script.cures:
            facts.append(f"cures {links(script.cures)}")
        if script.kind == "failure":
            facts.append(f"cured by {links(cure.name for cure in cures_of(script.name))}")
        # as text, because a docstring is not Markdown: it may say <lambda> or __getstate__
        story = nodes.Text(" " + " ".join(script.story.split()))
        paragraph = nodes.paragraph("", "", nodes.strong(text=script.verdict), story)
        return [paragraph, *self.markdown(f"{{.facts}}\n{'; '.join(facts)}.")]


class File(ScriptDirective):
    """The whole script, to read and to download."""

    def show(self, script):
        """Return the source and two ways to get it."""
        folder = f"/../src/poolable/{script.kind}s/{script.folder}"
        copied = f"{{download}}`{script.path.name} <{folder}/{script.path.name}>`"
        text = f"Download {copied}, or copy it with `poolable copy {script.name}`."
        return [self.block(script.source, "python"), *self.markdown(text)]


class Difference(ScriptDirective):
    """The diff from a failure to its cure, or the whole cure if half of it or more differs."""

    required_arguments = 2

    def show(self, before, after):
        """Return the diff, or the code of the cure."""
        if is_small(before, after):
            return [self.block(difference(before, after, code_only=True), "udiff")]
        if self.env.docname == page_of(after):
            self.warn(f"half of {after.name} or more differs from {before.name}: leave it out")
        return [self.block(after.code, "python")]


class Run(ScriptDirective):
    """The run of this build, under each start method of its Python."""

    def show(self, script):
        """Return a block for each different outcome, and check every run."""
        trials = [build_runs.trial(script, method) for method in running().start_methods]
        groups = {}
        for trial in filter(None, trials):
            for fault in build_runs.faults(trial):
                self.warn(fault)
            groups.setdefault(record.RecordedOutcome.from_outcome(trial.outcome), []).append(trial)
        shown = self.markdown(f"This build ran it on {build_runs.stamp()}.")
        if not groups:
            shown += self.markdown(f"It does not run there: it needs Python {script.runs_on}.")
        for alike in groups.values():
            shown += self.group(alike)
        return shown

    def group(self, trials):
        """Return the outcome that *trials* have in common."""
        first = trials[0].outcome
        seconds = ", ".join(f"{trial.outcome.seconds:.2f} s" for trial in trials)
        under = " and ".join(default(trial.start_method) for trial in trials)
        ended = {
            "time": "stopped after",
            "idle": "stopped, because nothing happened any more, after",
            "output": "stopped, because it printed too much, after",
        }
        how = ended.get(first.stopped_by, f"exit code {first.exit_code} after")
        text = f"$ python {trials[0].script.path.name}\n{first.stdout}{tail(first.stderr)}"
        caption = self.markdown(f"Under {under}: {how} {seconds}.")
        return [*caption, self.block(text.rstrip(), "text", "terminal")]


class Recorded(ScriptDirective):
    """The recorded outcomes of the script."""

    def show(self, script):
        """Return a table of the outcomes."""
        known = record.load()
        outcomes = outcomes_by_place(known.entries_of(script))
        rows = [f"| {where} | {sentence(outcome)} |" for outcome, where in outcomes]
        table = ["| On Python | What happened |", "|---|---|", *rows]
        return self.markdown("\n".join([*table, "", "{.facts}", stamp(known, script)]))


def links(names):
    """Return the pages of the scripts called *names*."""
    return ", ".join(f"{{script}}`{name}`" for name in names) or "nothing yet"


def page_of(script):
    """Return the name of the page of *script*, as Sphinx calls it."""
    return f"{script.kind}s/{script.folder}/{script.name}"


def default(method):
    """Return *method*, marked if it is the default of this Python."""
    return f"`{method}`" + " (the default)" * (method == running().default)


def tail(text):
    """Return the end of *text*, in which paths of the standard library are short."""
    whole, start, last = text.rpartition("Traceback (most recent call last):")
    # where the output was too long, the last traceback may have been cut before its error
    text = text if last_error_line(start + last) else whole
    lines = LIBRARY.sub(r"\1.../", MARKERS.sub("", text)).splitlines()
    cut = [f"[{len(lines) - LINES} lines left out]"] if len(lines) > LINES + 1 else []
    return "\n".join(cut + (lines[-LINES:] if cut else lines))


def stamp(known, script):
    """Return when and where the record of *script* was made."""
    pythons = [known.pythons[minor] for minor in known.entries_of(script)]
    versions = ", ".join(python.version for python in pythons)
    packages = sorted(
        {f"{name} {python.packages[name]}" for python in pythons for name in script.needs}
    )
    dates = " and ".join(sorted({python.date for python in pythons}))
    machines = " and ".join(sorted({python.platform for python in pythons}))
    return f"Recorded on {dates} on {machines}, with Python {', '.join([versions, *packages])}."
