"""The box of the site finds what `poolable find` finds."""

import json
import shutil
import subprocess
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from poolable.catalog.messages import MIN_FIXED, MIN_SHARE, NEAREST, find, nearest
from poolable.catalog.templates import Template, all_templates, normal
from poolable.cli.commands import notes

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
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
# A page that has the box alone: opened with a question, then somebody types into it.
PAGE = """
const element = () => ({
  value: "",
  parts: [],
  append(...parts) { this.parts.push(...parts); },
  replaceChildren(...parts) { this.parts = parts; },
  addEventListener(event, listener) { this[event] = listener; },
});
const flat = (part) =>
  part.parts ? [part.textContent, part.href, ...part.parts.map(flat)].filter(Boolean) : part;
const { asked, typed, data } = JSON.parse(require("fs").readFileSync(0));
const [text, answer] = [element(), element()];
const known = { "find-text": text, "find-answer": answer };
known["find-data"] = { textContent: JSON.stringify(data) };
globalThis.window = globalThis;
globalThis.document = { getElementById: (name) => known[name], createElement: element };
globalThis.location = { search: asked && "?message=" + encodeURIComponent(asked) };
globalThis.addEventListener = (event, listener) => listener();
require(process.argv[1]);
const shown = [flat(answer).flat(9)];
for (text.value of typed) {
  text.input();
  shown.push(flat(answer).flat(9));
}
console.log(JSON.stringify(shown.map((parts) => parts.filter(Boolean).join(" "))));
"""
POOL_WORDS = ("pickle", "pool", "process", "fork", "spawn", "worker", "concurrent", "__main__")
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
    *(f"RuntimeError: context has already been set\n  {word}" for word in (*POOL_WORDS, "nothing")),
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


def in_node(program, templates=None, **given):
    """Return what *program* prints, which has find.js and the data of the page."""
    templates = templates or all_templates()
    data = {
        "templates": list(map(asdict, templates)),
        "failures": {
            template.failure: {"page": f"{template.failure}.html", "verdict": template.failure}
            for template in templates
        },
        "min_fixed": MIN_FIXED,
        "min_share": MIN_SHARE,
        "nearest": NEAREST,
    }
    done = subprocess.run(
        ["node", "-e", program, str(FIND_JS)],
        input=json.dumps({**given, "data": data}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


@needs_node
def test_the_page_shows_what_was_found_what_is_near_and_nothing_for_no_text():
    line = "NotImplementedError: pool objects cannot be passed between processes or pickled"
    near = "pool objects may not be passed or pickled"
    typed = [line, near, "ZeroDivisionError: division by zero", " "]
    opened, found, offered, stranger, empty = in_node(PAGE, asked=line, typed=typed)
    assert opened == found
    assert found.startswith("This message has ")
    assert f"pool_in_self pool_in_self.html found in:  {line}" in found
    assert offered.startswith("No failure of a pool that we know prints this. The nearest are: ")
    assert "pool_in_self pool_in_self.html" in offered
    assert stranger == "No failure of a pool that we know prints this."
    assert empty == ""


@needs_node
def test_a_page_that_is_opened_without_a_question_shows_nothing():
    assert in_node(PAGE, asked="", typed=[]) == [""]


@needs_node
@pytest.mark.parametrize(("text", "first"), [("{}", "plain"), ("dill: {}", "of_dill")])
def test_the_failure_of_a_package_comes_first_only_where_the_package_is_mentioned(text, first):
    example = "TypeError: this message is of two failures"
    pattern = "this message is of two failures"
    plain = Template("plain", "typeerror", pattern, len(pattern), example, runs=1)
    of_dill = replace(plain, failure="of_dill", needs=("dill",), runs=9)
    both, asked = (plain, of_dill), text.format(example)
    (told,) = in_node(PROGRAM, both, texts=[asked])
    assert told["found"][0][0] == first
    assert find(asked, both)[0].template.failure == first


@needs_node
def test_the_box_answers_like_the_command_line():
    answers = in_node(PROGRAM, texts=TEXTS)
    for text, told in zip(TEXTS, answers, strict=True):
        assert told == answer(text), text
