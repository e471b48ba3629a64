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
    """Return the tables of a record; rows of seconds by size, tasks and method make some."""
    if "tables" in record:
        return record["tables"]
    rows = record["rows"]
    if "tool" in rows[0]:
        return compared(rows)
    places = dict.fromkeys((row["method"], row["tasks"]) for row in rows)
    return [pivoted(rows, *place) for place in places]


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
            "title": "What each tool tells",
            "head": ["tool, Python", "verdict right", "culprit named", "path right", "all found"],
            "units": ["", *["n"] * 4],
            "rows": [[tool, *cells] for tool, cells in zip(tools, told, strict=True)],
            "note": "",
        },
        {
            "title": "How it does",
            "head": ["tool, Python", "hung", "failed", "told", "takes"],
            "units": ["", "n", "n", "n", "s"],
            "rows": [[tool, *cells] for tool, cells in zip(tools, took, strict=True)],
            "note": "Told: how many objects it names. Takes: how long that takes. Medians.",
        },
    ]


def pivoted(rows, method, tasks):
    """Return the medians of one start method and number of tasks, a column for each size."""
    chosen = [row for row in rows if (row["method"], row["tasks"]) == (method, tasks)]
    sizes = sorted({row["megabytes"] for row in chosen})
    medians = {(row["name"], row["megabytes"]): row.get("median") for row in chosen}
    names = dict.fromkeys(row["name"] for row in chosen)
    return {
        "title": f"{tasks:,} tasks, {method}",
        "head": ["way", *(f"{size:,} MB" for size in sizes)],
        "units": ["", *["s"] * len(sizes)],
        "rows": [[f"`{name}`", *(medians.get((name, size)) for size in sizes)] for name in names],
        "note": "-: it would take too long, or failed.",
    }


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
    facts = {**record, **record.get("machine", {})}
    packages = dict(facts.get("versions") or facts["packages"])
    python = packages.pop("python", "") or facts["python"]
    versions = ", ".join([python, *(f"{name} {version}" for name, version in packages.items())])
    missing = f"; missing: {', '.join(facts['missing'])}" if facts.get("missing") else ""
    return (
        f"Recorded on {facts['date']} on {facts['cpu']}, {facts.get('cores') or facts['cpus']} "
        f"cores, {facts['system']}, with Python {versions}{missing}."
    )
