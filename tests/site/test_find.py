"""The box of the site finds what `poolable find` finds."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from poolable.catalog.messages import MIN_FIXED, MIN_SHARE, NEAREST, find, nearest
from poolable.catalog.templates import all_templates, normal
from poolable.cli.commands import notes

FIND_JS = Path(__file__).parent.parent.parent / "docs" / "_static" / "find.js"
PROGRAM = """
const box = require(process.argv[1]);
const { texts, data } = JSON.parse(require("fs").readFileSync(0));
const answers = texts.map((text) => {
  const matches = box.find(text, data);
  return {
    found: matches.map((match) => [match.template.failure, match.line]),
    notes: matches.length ? box.notes(matches) : [],
    near: box.nearest(text, data),
    normal: box.normal(text),
  };
});
console.log(JSON.stringify(answers));
"""
EXAMPLES = [template.example for template in all_templates()]
TEXTS = [
    *EXAMPLES,
    *(f"Traceback (most recent call last):\n  File 'x.py'\n{line}\n" for line in EXAMPLES),
    *("\x1b[31m" + line.replace(" ", "\n", 2) + "\x1b[0m" for line in EXAMPLES),
    "E   TypeError: can't pickle\x0c_thread.RLock objects",
    "TypeError: cannot pickle \u2018_io.TextIOWrapper\u2019 instances\r\n\r\nmore",
    "TypeError: can't\u2028pickle thread.lock objects\rdill",
    "ValueError: Pool not running",
    "TypeError: unsupported operand type(s) for +=: 'int' and 'list'",
    "ZeroDivisionError: division by zero",
    "pool objects may not be passed or pickled",
    "'''\n\"",
    "",
]


def answer(text):
    """Return the answer of the command line, in the form of PROGRAM."""
    matches = find(text)
    return {
        "found": [[match.template.failure, match.line] for match in matches],
        "notes": list(notes(matches)) if matches else [],
        "near": nearest(text),
        "normal": normal(text),
    }


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_box_answers_like_the_command_line():
    data = {
        "templates": list(map(asdict, all_templates())),
        "min_fixed": MIN_FIXED,
        "min_share": MIN_SHARE,
        "nearest": NEAREST,
    }
    done = subprocess.run(
        ["node", "-e", PROGRAM, str(FIND_JS)],
        input=json.dumps({"texts": TEXTS, "data": data}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers = json.loads(done.stdout)
    for text, told in zip(TEXTS, answers, strict=True):
        assert told == answer(text), text
