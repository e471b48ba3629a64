"""A recorded line becomes a template: what differs from program to program matches anything."""

from dataclasses import replace

import pytest

from poolable.catalog import get
from poolable.catalog.record import Record, RecordedOutcome
from poolable.catalog.templates import templates_of

SCRIPT = replace(get("lambda_task"), source='"""Fail."""\n\n\ndef power(x):\n    return x\n')


def patterns(*lines):
    """Return the patterns of SCRIPT, if its record has these error lines."""
    record = Record()
    for number, line in enumerate(lines):
        record.add(SCRIPT, f"3.{number}", "fork", RecordedOutcome("Fails", line, 1))
    return [(template.pattern, template.runs) for template in templates_of(SCRIPT, record)]


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("TypeError: power() waits in time.sleep()", r".+?\(\) waits in time\.sleep\(\)"),
        ("ValueError: the power of a pool", "the power of a pool"),
        ("ValueError: 'power' or 'pool'", ".+? or pool"),
        ("OSError: 12 files in /tmp/x at 0x7f00", r"[0-9]+ files in .+? at .+?"),
        ("concurrent.futures.TimeoutError", "timeouterror"),
    ],
)
def test_only_what_differs_from_program_to_program_matches_anything(line, pattern):
    assert patterns(line) == [(pattern, 1)]


def test_lines_of_one_pattern_are_one_template_with_the_runs_of_all():
    assert patterns("OSError: 1 file", "OSError: 2 file", "OSError: 1 file") == [("[0-9]+ file", 3)]
