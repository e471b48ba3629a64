"""Measure who tells best why an object does not cross: `explain` and its peers, on one corpus.

Each tool is asked about every case of tests/explainer/corpus, each time in a process of its own
that is ended, with all its children, after a limit. Counted per tool:

* verdict: it says whether the object reaches a worker started by spawn, and is right;
* named: what it hands over, or points at, is one of the declared culprits, the very object;
* path: the path that it tells leads from the root to one of them;
* all: every declared culprit is named;
* told: the median of how many objects it named in a case that has culprits;
* hung: it had to be ended; failed: it raised, or its process died;
* seconds: the median of the calls that came back, without starting Python and importing.

Named, path and all are counted over the cases that have culprits. dill and ray ask picklers of
their own, which take lambdas, and dill takes locks: their verdicts are about those. The notes of
the pickler are asked of every Python since 3.14 that is found, the other tools of the Python that
runs this. A tool that is not installed is skipped, and said.

    python benchmarks/explain_peers.py
    python benchmarks/explain_peers.py --tools dill ray --cases lock_in_self two_locks --out -
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from poolable.lab.error_line import last_error_line

ADAPTERS = Path(__file__).with_name("explain_adapters.py")
RESULTS = Path(__file__).with_name("results") / "explain_peers.json"
TOOLS = ["poolable", "dill", "ray", "sensai-utils", "pickle notes"]
QUICK = ["lock_in_self", "two_locks", "exception_with_two_arguments"]
COUNTS = ["verdict", "named", "path", "all", "hung", "failed"]


def ask(python: str, tool: str, case: str, limit: float) -> dict[str, Any]:
    """Return the answer of one process, which is ended with its children at the limit."""
    command = [python, str(ADAPTERS), tool, *([case] if case else [])]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
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
        return {"failed": True, "error": said(err.decode(errors="replace"))}


def said(text: str) -> str:
    """Return what a traceback ends with, without what differs from machine to machine.

    >>> said("OSError: no /home/me/data at 0x7f04")
    'OSError: no data at 0x...'
    """
    last = last_error_line(text) or text.strip().rpartition("\n")[2]
    return re.sub(r"0x[0-9a-f]+", "0x...", re.sub(r"(?<!\S)/(?:\S+/)?", "", last))[:300]


def end(group: int) -> None:
    """End all processes of a group that are left."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def row(python: str, tool: str, only: list[str], limit: float) -> dict[str, Any] | None:
    """Ask one tool about all cases; None if it is not there."""
    there = ask(python, tool, "", limit)
    if "cases" not in there:
        said = there.get("missing") or there.get("error") or "it hangs"
        print(f"{tool}: skipped, {said}", file=sys.stderr)
        return None
    cases = [name for name in there["cases"] if not only or name in only]
    answers = {}
    for name in cases:
        answers[name] = ask(python, tool, name, limit)
        print(f"{tool}: {name}: {answers[name]}", file=sys.stderr)
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
            for count in COUNTS[:4]
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


def machine() -> str:
    """Describe this machine in a line."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Compare explain with its peers.")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS)
    parser.add_argument("--cases", nargs="+", default=[], help="by default all")
    parser.add_argument("--quick", action="store_true", help="a few cases, and no record")
    parser.add_argument("--limit", type=float, default=20, help="seconds for one call")
    parser.add_argument("--out", default=str(RESULTS), help="a file, or - for stdout")
    return parser.parse_args()


def main() -> None:
    """Measure, and write the results."""
    chosen = arguments()
    if chosen.quick:
        chosen.cases, chosen.out = QUICK, "-"
    asked = [(tool, python) for tool in chosen.tools for python in pythons(tool)]
    rows = [row(python, tool, chosen.cases, chosen.limit) for tool, python in asked]
    results = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "limit_seconds": chosen.limit,
        "rows": [each for each in rows if each],
    }
    text = json.dumps(results, indent=1) + "\n"
    if chosen.out == "-":
        print(text, end="")
    else:
        Path(chosen.out).parent.mkdir(exist_ok=True)
        Path(chosen.out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
