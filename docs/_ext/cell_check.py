"""Fail the build if the output of a cell differs from its options.

A code cell states its output in its options, as the reader will see it::

    :expect: 13923571680850
    :contains: 2 workers
    :raises: "NotImplementedError: pool objects cannot be passed"

An output without such an option is an error, too, unless the cell has the tag `unchecked`.
"""

import hashlib
import sys

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)


def setup(app):
    """Register the check."""
    app.add_config_value("library_digest", "", "env", str)
    app.connect("doctree-read", check_page)
    return {"version": "1", "parallel_read_safe": True}


def digest(*folders):
    """Return a text that changes with the sources in *folders* and with the interpreter."""
    total = hashlib.sha256(sys.version.encode())
    for folder in folders:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.jsonl")]):
            total.update(path.read_bytes())
    return total.hexdigest()


def check_page(app, doctree):
    """Warn, which is fatal, of every cell whose output differs from its options."""
    faults = [(cell, fault) for cell in cells(doctree) for fault in check_cell(cell)]
    if any(True for _ in cells(doctree)) and app.config.nb_execution_mode == "off":
        faults.append((doctree, "the page was not executed (nb_execution_mode is off)"))
    for cell, fault in faults:
        logger.warning("cell_check: %s", fault, location=cell, type="cell_check")
    if faults:
        app.env.note_reread()  # otherwise the next build would not warn again


def cells(doctree):
    """Return the code cells of a page."""
    return doctree.findall(
        lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    )


def check_cell(cell):
    """Yield the faults of one cell."""
    options = cell["cell_metadata"]
    tags = options.get("tags", [])
    shown, errors, streams = outputs(cell)
    if "remove-output" in tags:
        return
    if cell.get("exec_count") is None and not cell.get("execution_count"):
        yield "the cell was not executed"
    yield from check_errors(options, tags, errors)
    if streams and "stderr-ok" not in tags:
        yield f"the cell wrote to stderr: {streams[:200]!r}"
    yield from check_shown(options, tags, shown + streams)


def check_errors(options, tags, errors):
    """Yield the faults of the exception of a cell, or of its absence."""
    wanted = options.get("raises")
    if wanted and normal(wanted) not in normal(errors):
        yield f"raised {errors[:200]!r} instead of {wanted!r}"
    if not wanted and ("raises-exception" in tags or errors):
        yield "says that it raises, but not what: give it the option raises"


def check_shown(options, tags, shown):
    """Yield the faults of the output of a cell."""
    checks = [name for name in ("expect", "contains") if name in options]
    if "expect" in options and normal(options["expect"]) != normal(shown):
        yield f"shows {shown[:300]!r} instead of {str(options['expect'])!r}"
    if "contains" in options and normal(options["contains"]) not in normal(shown):
        yield f"shows {shown[:300]!r}, which lacks {str(options['contains'])!r}"
    if shown.strip() and not checks and "unchecked" not in tags:
        yield f"nothing checks the output {shown[:100]!r}"


def outputs(cell):
    """Return the output, the tracebacks and the stderr of a cell as texts."""
    texts = {"shown": "", "traceback": "", "stderr": ""}
    for block in cell.findall(is_output):
        kinds = set(block.get("classes", [])) & {"traceback", "stderr"}
        texts[kinds.pop() if kinds else "shown"] += block.astext() + "\n"
    return tuple(texts.values())


def is_output(node):
    """Tell an output, text or HTML, from the source of the cell."""
    text = isinstance(node, nodes.literal_block) and "output" in node.get("classes", [])
    return text or (isinstance(node, nodes.raw) and node.get("format") == "html")


def normal(text):
    """Return *text* with its white space folded."""
    return " ".join(str(text).split())
