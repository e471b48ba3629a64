"""The result of a benchmark: tables, as JSON and as text.

The site draws the same tables: `docs/_ext/benchmark_tables.py` imports this module, which for that
reason imports the standard library only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

DIGITS = 4  # that are kept of a number; no benchmark repeats itself better than that


@dataclass
class Table:
    """One question and its numbers.

    Attributes:
        title: the things that are compared.
        head: the name of each column.
        units: the unit of each column: s, B, /s, x for a ratio, or "" for text and counts.
        rows: a list of cells each; None where a candidate does not apply.
        note: how to read it.
    """

    title: str
    head: list[str]
    units: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    note: str = ""


def as_json(facts: dict[str, Any], tables: list[Table]) -> str:
    """Return the record of a benchmark: a line for each fact and for each row.

    >>> print(as_json({"date": "2026-11-22"}, [Table("t", ["a"], ["s"], [[0.123456]], "n")]))
    {
     "date": "2026-11-22",
     "tables": [
      {
       "title": "t",
       "head": ["a"],
       "units": ["s"],
       "rows": [
        [0.1235]
       ],
       "note": "n"
      }
     ]
    }
    """
    lines = [f" {json.dumps(name)}: {json.dumps(value)}," for name, value in facts.items()]
    inner = ",\n".join(_table_as_json(table) for table in tables)
    return "\n".join(["{", *lines, ' "tables": [', inner, " ]", "}"])


def _table_as_json(table: Table) -> str:
    parts = {name: json.dumps(value) for name, value in asdict(table).items()}
    rows = [f"    {json.dumps(list(map(rounded, row)))}" for row in table.rows]
    parts["rows"] = "[\n{}\n   ]".format(",\n".join(rows))
    lines = [f'   "{name}": {value}' for name, value in parts.items()]
    return "  {{\n{}\n  }}".format(",\n".join(lines))


def rounded(value: Any) -> Any:
    """Return a number with `DIGITS` digits; anything else as it is.

    >>> rounded(0.17967768300150055), rounded(123456), rounded(None)
    (0.1797, 123456, None)
    """
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def text(table: Table) -> str:
    """Return a table to print.

    >>> print(text(Table("sizes", ["name", "size"], ["", "B"], [["a", 1_500]])))
    sizes
    <BLANKLINE>
    name     size
    a     1.50 kB
    """
    rows = [list(map(cell, row, table.units)) for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.head, *rows, strict=True)]
    lines = [
        "  ".join(
            each.ljust(width) if unit == "" else each.rjust(width)
            for each, width, unit in zip(row, widths, table.units, strict=True)
        ).rstrip()
        for row in [table.head, *rows]
    ]
    return "\n".join([table.title, "", *lines, *([table.note] if table.note else [])])


def cell(value: Any, unit: str) -> str:
    """Return a number as a reader wants it.

    >>> cell(0.00123, "s"), cell(1_500_000, "B"), cell(2.5, "x"), cell(12345.6, "/s")
    ('1.23 ms', '1.50 MB', '2.50', '12,346')
    >>> cell(None, "s"), cell("map", "")
    ('-', 'map')
    """
    if value is None:
        return "-"
    if not unit or isinstance(value, str):
        return f"{value:,}" if isinstance(value, int) else str(value)
    if unit in ("s", "B"):
        return _scaled(value, unit)
    return f"{value:,.2f}" if unit == "x" else f"{value:,.0f}"


def _scaled(value: float, unit: str) -> str:
    """Return *value* with the prefix that leaves it between 1 and 1,000."""
    steps = [(1e9, "G"), (1e6, "M"), (1e3, "k")] if unit == "B" else []
    steps += [(1, ""), *([(1e-3, "m"), (1e-6, "µ")] if unit == "s" else [])]
    factor, prefix = next((step for step in steps if value >= step[0]), steps[-1])
    if factor == 1 and unit == "B":
        return f"{value:.0f} B"
    return (
        f"{value / factor:.3g} {prefix}{unit}"
        if value >= 1000 * factor
        else (f"{value / factor:#.3g}".rstrip(".") + f" {prefix}{unit}")
    )
