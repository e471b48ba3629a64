"""Measure which tool tells best why an object does not cross: `explain` and its peers, one corpus.

Each tool is asked about every case of tests/explainer/corpus, each time in a process of its own
that is ended, with all its children, after a limit. Counted per tool:

* verdict: it says whether the object reaches a worker started by spawn, and is right;
* culprit: an object that it hands over, or points at, is one of the declared culprits;
* path: the path that it tells leads from the root to one of them;
* all: every declared culprit is named;
* told: the median of how many objects it named in a case that has culprits;
* hung: it had to be ended; failed: it raised, or its process died;
* takes: the median of the calls that came back, without starting Python and importing.

Culprit, path and all are counted over the cases that have culprits. dill and ray ask picklers of
their own, which take lambdas, and dill takes locks: their verdicts are about those. The notes of
the pickler are asked of every Python since 3.14 that is found, the other tools of the Python that
runs this. A tool that is not installed is skipped with a note.

    python benchmarks/explain_peers.py
    python benchmarks/explain_peers.py --tools dill ray --cases lock_in_self two_locks

A part of the tools or cases is written where --quick writes: the record is the whole. The cases in
which a tool is wrong, or gives no answer, are listed in build/benchmarks/explain_peers_wrong.json.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from shared import harness
from shared.tables import Table

from poolable.lab.error_line import last_error_line

ADAPTERS = Path(__file__).parent / "shared" / "explain_adapters.py"
WRONG = harness.SKETCHES / "explain_peers_wrong.json"
TOOLS = ["poolable", "dill", "ray", "sensai-utils", "pickle notes"]
QUICK = ["lock_in_self", "two_locks", "exception_with_two_arguments"]
# the counts of right answers, each with the count that it is a part of
RIGHT = {"verdict": "cases", **dict.fromkeys(("culprit", "path", "all"), "with_culprits")}
COUNTS = [*RIGHT, "hung", "failed"]
FOLDERS = [harness.ROOT / "src", harness.ROOT / "tests" / "explainer"]  # another Python has none
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, FOLDERS))}


def ask(python: str, tool: str, case: str, limit: float) -> dict[str, Any]:
    """Return the answer of one process, which is ended with its children at the limit."""
    command = [python, str(ADAPTERS), tool, *([case] if case else [])]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as child:
        try:
            out, err = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return {"hung": True}
        finally:
            end(child.pid)
    last = out.decode(errors="replace").strip().rpartition("\n")[2]
    try:
        return dict(json.loads(last))
    except ValueError:
        return {"failed": True, "error": last_line(err.decode(errors="replace"))}


def last_line(text: str) -> str:
    """Return the last line of a traceback, without the parts that differ between machines.

    >>> last_line("OSError: no /home/me/data at 0x7f04")
    'OSError: no data at 0x...'
    """
    last = last_error_line(text) or text.strip().rpartition("\n")[2]
    return re.sub(r"0x[0-9a-f]+", "0x...", re.sub(r"(?<!\S)/(?:\S+/)?", "", last))[:300]


def end(group: int) -> None:
    """End all processes of a group that are left."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def row(python: str, tool: str, only: list[str], limit: float) -> dict[str, Any] | None:
    """Ask one tool about all cases; None if it is not there."""
    there = ask(python, tool, "", limit)
    if "cases" not in there:
        reason = there.get("missing") or there.get("error") or "it hangs"
        print(f"skipped {tool}: {reason}")
        harness.MISSING.append(tool)
        return None
    cases = [name for name in there["cases"] if not only or name in only]
    answers = {}
    for name in cases:
        answers[name] = ask(python, tool, name, limit)
        print(f"{tool}: {name}: {answers[name]}", flush=True)
    stopped = set(there["stopped"]) & set(cases)
    return {
        "tool": tool,
        "version": there["version"],
        "python": there["python"],
        "cases": len(cases),
        "with_culprits": len(stopped),
        **{count: sum(answer.get(count, False) for answer in answers.values()) for count in COUNTS},
        "median_told": median(answers, "told"),
        "median_seconds": median(answers, "seconds"),
        "wrong": {
            count: [
                name
                for name, answer in answers.items()
                if not answer.get(count) and (count == "verdict" or name in stopped)
            ]
            for count in RIGHT
        },
        "not_answered": {n: a for n, a in answers.items() if "hung" in a or "failed" in a},
    }


def median(answers: dict[str, dict[str, Any]], key: str) -> float | None:
    """Return the median over the answers that have the number."""
    numbers = [answer[key] for answer in answers.values() if key in answer]
    return statistics.median(numbers) if numbers else None


def pythons(tool: str) -> list[str]:
    """Return the interpreters that a tool is asked of."""
    if tool != "pickle notes":
        return [sys.executable]
    found = [shutil.which(f"python3.{minor}") for minor in (14, 15)]
    return [python for python in found if python]


def tables(rows: list[dict[str, Any]], limit: float) -> list[Table]:
    """Return how often each tool is right, and how it gets there: a row for each tool."""
    right = Table("How often each tool is right", ["tool, Python", *RIGHT], ["", *["n"] * 4])
    head = ["tool, Python", "hung", "failed", "told", "takes"]
    way = Table("How it gets there", head, ["", "n", "n", "n", "s"])
    way.note = "Told: how many objects it names. Takes: how long that takes. Medians. "
    way.note += f"Hung: it took more than {limit:g} seconds."
    for row in rows:
        tool = f"{row['tool']} {row['version']}".strip() + f", {row['python']}"
        right.rows.append([tool, *(f"{row[count]} of {row[of]}" for count, of in RIGHT.items())])
        told = None if row["median_told"] is None else f"{row['median_told']:g}"
        way.rows.append([tool, row["hung"], row["failed"], told, row["median_seconds"]])
    return [right, way]


def main() -> None:
    """Measure, print and save."""
    parser = harness.options(__doc__ or "")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS)
    parser.add_argument("--cases", nargs="+", default=[], help="by default all")
    parser.add_argument("--limit", type=float, default=20, help="seconds for one call")
    chosen = parser.parse_args()
    whole = chosen.tools == TOOLS and not chosen.cases
    cases = chosen.cases or (QUICK if chosen.quick else [])
    asked = [(tool, python) for tool in chosen.tools for python in pythons(tool)]
    found = [row(python, tool, cases, chosen.limit) for tool, python in asked]
    rows = [each for each in found if each]
    harness.save(__file__, tables(rows, chosen.limit), quick=chosen.quick or not whole)
    WRONG.parent.mkdir(parents=True, exist_ok=True)
    lists = [{name: each[name] for name in ("tool", "wrong", "not_answered")} for each in rows]
    WRONG.write_text(json.dumps(lists, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
