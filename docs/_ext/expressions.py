"""Expressions that a page asks about: what `poolable explain` says, how many bytes are sent.

An expression uses the names that its script defines, as ``BigPow(n=10).pow`` does.
"""

import json
import tempfile
from pathlib import Path
from typing import NamedTuple

from poolable import lab
from poolable.catalog import Script, get
from poolable.errors import WrongUsage
from poolable.lab import Outcome, running

START_METHOD = "spawn"
TIMEOUT = 30.0  # seconds


class Question(NamedTuple):
    """A question of a page to `poolable explain`."""

    script: Script
    expression: str
    failure: str
    """The failure that the answer has to name."""


class Answer(NamedTuple):
    """The answer of `poolable explain`."""

    outcome: Outcome
    report: dict
    """Its answer as JSON; {} if it gave none."""
    text: str
    """Its answer as people read it."""


def read_question(arguments, content):
    """Return the question that the arguments and lines of an ``{explained}`` block ask."""
    return Question(get(arguments[0]), " ".join(content), arguments[-1])


def ask(question):
    """Return the answer of this build; None if the script does not run on this Python."""
    if not question.script.expected(running().version, START_METHOD):
        return None
    command = words(question.script.path, question.expression)
    # once for this check and once for the reader; the second time the worker is running already
    outcome = run_text(
        "import sys\n\nfrom poolable.cli import main\n\n"
        'if __name__ == "__main__":\n'
        f"    main({[*command, '--json']!r})\n"
        f"    sys.exit(main({command!r}))\n"
    )
    try:
        report, end = json.JSONDecoder().raw_decode(outcome.stdout)
    except ValueError:
        report, end = {}, 0
    return Answer(outcome, report, outcome.stdout[end:].lstrip("\n"))


def words(path, expression):
    """Return the arguments of the command `poolable`."""
    return ["explain", f"{path}:{expression}", "--start-method", START_METHOD]


def failures(answer):
    """Return the names of the failures that an answer names."""
    return {culprit["failure"] for culprit in answer.report.get("culprits", ())} - {""}


def misunderstood(question, answer):
    """Yield where the answer differs from the docstring, or does not name the failure."""
    script, seen = question.script, answer.outcome
    fails = script.expected(running().version, START_METHOD).verb != "Prints"
    told = f"explain says of {question.expression}: {seen.verb} {answer.text[:500]!r}{seen.error}"
    if seen.stopped_by or seen.exit_code != int(fails):
        yield f"{told}, but {script.name} {'fails' if fails else 'does not fail'}"
    elif fails and failures(answer) != {question.failure}:
        yield f"{told}, which names {sorted(failures(answer))}, not {question.failure} alone"


def payload(script, expression):
    """Return the bytes that a pool sends for *expression* when *script* is the program.

    Raises:
        WrongUsage: the expression cannot be evaluated or pickled.

    """
    definitions = script.source.partition('if __name__ == "__main__":')[0]
    outcome = run_text(
        f"{definitions}from multiprocessing.reduction import ForkingPickler\n\n"
        'if __name__ == "__main__":\n'
        f"    print(len(ForkingPickler.dumps({expression})))\n"
    )
    if outcome.verb != "Prints":
        raise WrongUsage(
            f"the payload of {expression!r} cannot be measured with {script.name} "
            f"({outcome.error}): give an expression that pickles."
        )
    return int(outcome.stdout)


def run_text(program):
    """Run a program that is given as text, and return its outcome."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.py"
        path.write_text(program, encoding="utf-8")
        return lab.run(path, timeout=TIMEOUT)
