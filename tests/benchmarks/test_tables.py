"""A record is written so that its diff can be read, and the site draws the same numbers."""

import json
import re
from pathlib import Path

import benchmark_tables  # the extension of the site
import pytest
from shared import tables
from shared.tables import Table

ROOT = Path(__file__).parent.parent.parent
RECORDS = sorted((ROOT / "benchmarks" / "results").glob("*.json"))
PROGRAMS = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
PAGES = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md")
)

every_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)


def test_every_program_has_a_record():
    assert {path.stem for path in RECORDS} == PROGRAMS


@every_record
def test_a_record_is_complete_and_on_a_page(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    assert not record["quick"]
    assert record["benchmark"] == path.stem
    assert record["tables"]
    for table in record["tables"]:
        assert {len(row) for row in table["rows"]} == {len(table["head"])} == {len(table["units"])}
    assert f"```{{benchmark}} {path.stem}\n" in PAGES


def test_every_table_of_a_page_has_a_record():
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    drawn = {name for page in pages for name in re.findall(r"(?m)^```\{benchmark\} (.*)", page)}
    assert drawn
    assert drawn <= {path.stem for path in RECORDS}


@every_record
def test_a_record_is_as_the_programs_write_it(path):
    text = path.read_text(encoding="utf-8")
    record = json.loads(text)
    parts = [Table(**table) for table in record.pop("tables")]
    assert f"{tables.as_json(record, parts)}\n" == text


@every_record
def test_a_record_names_no_place_of_the_machine_that_made_it(path):
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"(?<![\w.])/(?:home|root|tmp|usr|work|Users)/\S*", text)


def test_the_speed_ups_of_the_scaling_record_follow_from_its_times():
    (path,) = [path for path in RECORDS if path.stem == "scaling"]
    rows = [row for table in json.loads(path.read_text())["tables"] for row in table["rows"]]
    one = {}
    assert rows
    for name, seconds, speed_up in rows:
        kind, _, workers = name.rpartition(": ")
        if workers == "1":
            one[kind] = seconds
        assert speed_up == pytest.approx(one[kind] / seconds, rel=1e-3), name


def test_the_ratios_of_the_serializers_lie_near_those_of_their_times():
    (path,) = [path for path in RECORDS if path.stem == "serializers"]
    compared = 0
    for table in json.loads(path.read_text())["tables"]:
        columns = dict(zip(table["head"], zip(*table["rows"], strict=True), strict=True))
        for name in {"dumps", "loads"} & {head.removesuffix(", ratio") for head in columns}:
            ratios = columns.get(f"{name}, ratio", columns.get("ratio"))
            base = [cell for cell, ratio in zip(columns[name], ratios, strict=True) if ratio == 1]
            for cell, ratio in zip(columns[name], ratios, strict=True):
                if ratio is not None:  # each ratio is formed within a round, each time is not
                    assert ratio == pytest.approx(cell / base[0], rel=0.3), (table["title"], cell)
                    compared += 1
    assert compared > 50


def test_the_site_draws_a_table_with_its_units():
    table = {"title": "which", "head": ["name", "time"], "units": ["", "s"], "note": "Read it."}
    assert benchmark_tables.markdown({**table, "rows": [["a", 0.5], ["b", None]]}).splitlines() == [
        "**Which**",
        "",
        "| name | time |",
        "|---|--:|",
        "| a | 500 ms |",
        "| b | - |",
        "",
        "Read it.",
    ]
