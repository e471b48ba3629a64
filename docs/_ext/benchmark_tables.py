"""The directive that draws what a benchmark program measured, with its date and machine."""

import json
import sys
from pathlib import Path
from typing import ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "benchmarks" / "results"
sys.path.append(str(ROOT / "benchmarks"))

from harness import cell  # noqa: E402


def setup(app):
    """Register the directive."""
    app.add_directive("benchmark", Benchmark)
    return {"version": "1", "parallel_read_safe": True}


class Benchmark(SphinxDirective):
    """The tables of a results file; with `:only:`, those whose title has that text."""

    required_arguments = 1
    option_spec: ClassVar = {"only": directives.unchanged_required}

    def run(self):
        """Return the tables and the stamp, or that there is no record yet."""
        (name,) = self.arguments
        path = RESULTS / f"{name}.json"
        self.env.note_dependency(str(path))
        if not path.exists():
            return self.parse_text_to_nodes(
                f"There is no record yet: `python3 noxfile.py -s bench -- {name}` writes one."
            )
        record = json.loads(path.read_text(encoding="utf-8"))
        wanted = self.options.get("only", "")
        chosen = [table for table in tables(record) if wanted in table["title"]]
        if not chosen:
            raise self.error(f"no table of {path.name} has {wanted!r} in its title")
        lines = [*map(markdown, chosen), f"{{.facts}}\n{stamp(record)}"]
        return self.parse_text_to_nodes("\n\n".join(lines))


def tables(record):
    """Return the tables of a record; what tools told makes some."""
    return record["tables"] if "tables" in record else compared(record["rows"])


def compared(rows):
    """Return what each tool told of objects that do not cross, and how: a row for each tool."""
    right = {"verdict": "cases", "named": "with_culprits", "path": "with_culprits"}
    right["all"] = "with_culprits"
    tools = [f"{' '.join([row['tool'], row['version']]).strip()}, {row['python']}" for row in rows]
    told = [[f"{row[count]} of {row[cases]}" for count, cases in right.items()] for row in rows]
    counts = ["hung", "failed", "median_told"]
    took = [
        [*("-" if row[name] is None else str(row[name]) for name in counts), row["median_seconds"]]
        for row in rows
    ]
    return [
        {
            "title": "How often each tool is right",
            "head": ["tool, Python", "verdict", "culprit", "path", "all"],
            "units": ["", *["n"] * 4],
            "rows": [[tool, *cells] for tool, cells in zip(tools, told, strict=True)],
            "note": "",
        },
        {
            "title": "How it gets there",
            "head": ["tool, Python", "hung", "failed", "told", "takes"],
            "units": ["", "n", "n", "n", "s"],
            "rows": [[tool, *cells] for tool, cells in zip(tools, took, strict=True)],
            "note": "Told: how many objects it names. Takes: how long that takes. Medians.",
        },
    ]


def markdown(table):
    """Return one table in Markdown."""
    align = ["|---" if unit == "" else "|--:" for unit in table["units"]]
    cells = [map(cell, row, table["units"]) for row in table["rows"]]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    head = f"| {' | '.join(table['head'])} |"
    title = table["title"][0].upper() + table["title"][1:]
    return "\n".join([f"**{title}**", "", head, f"{''.join(align)}|", *rows, "", table["note"]])


def stamp(record):
    """Return when, on what and with what a record was made."""
    if isinstance(record.get("machine"), str):  # the versions are in the table
        return f"Recorded on {record['date']} on {record['machine']}."
    packages = [f"{name} {version}" for name, version in record["packages"].items()]
    versions = ", ".join([record["python"], *packages])
    missing = f"; missing: {', '.join(record['missing'])}" if record["missing"] else ""
    return (
        f"Recorded on {record['date']} on {record['cpu']}, {record['cores']} cores, "
        f"{record['system']}, with Python {versions}{missing}."
    )
