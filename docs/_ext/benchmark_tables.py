"""The directive that draws the tables of a benchmark program, with their date and machine."""

import json
import sys
from pathlib import Path
from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "benchmarks" / "results"
sys.path.append(str(ROOT / "benchmarks"))  # the programs write their numbers as the site does

from shared.tables import cell  # noqa: E402 - the line above finds it


def setup(app):
    """Register the directive."""
    app.add_directive("benchmark", Benchmark)
    return {"version": "1", "parallel_read_safe": True}


class Benchmark(SphinxDirective):
    """The tables of a record; with `:only:`, those whose title contains that text."""

    required_arguments = 1
    option_spec: ClassVar = {"only": directives.unchanged_required}

    def run(self):
        """Return the tables and the stamp, or a sentence if there is no record yet."""
        (name,) = self.arguments
        path = RESULTS / f"{name}.json"
        self.env.note_dependency(str(path))
        if not path.exists():
            return self.parse_text_to_nodes(
                f"There is no record yet: `python3 noxfile.py -s bench -- {name}` writes one."
            )
        record = json.loads(path.read_text(encoding="utf-8"))
        wanted = self.options.get("only", "")
        chosen = [table for table in record["tables"] if wanted in table["title"]]
        if not chosen:
            raise self.error(f"no table of {path.name} has {wanted!r} in its title")
        lines = [*map(markdown, chosen), f"{{.facts}}\n{stamp(record)}"]
        return self.parse_text_to_nodes("\n\n".join(lines))


def markdown(table):
    """Return one table in Markdown."""
    align = ["|---" if unit == "" else "|--:" for unit in table["units"]]
    cells = [map(cell, row, table["units"]) for row in table["rows"]]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    head = f"| {' | '.join(table['head'])} |"
    title = table["title"][0].upper() + table["title"][1:]
    return "\n".join([f"**{title}**", "", head, f"{''.join(align)}|", *rows, "", table["note"]])


def stamp(record):
    """Return the date, the machine and the versions of a record."""
    packages = [f"{name} {version}" for name, version in record["packages"].items()]
    versions = ", ".join([record["python"], *packages])
    missing = f"; missing: {', '.join(record['missing'])}" if record["missing"] else ""
    return (
        f"Recorded on {record['date']} on {record['cpu']}, {record['cores']} cores, "
        f"{record['system']}, with Python {versions}{missing}."
    )
