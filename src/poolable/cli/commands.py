"""The commands of the command line; each returns its exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from poolable import catalog
from poolable.catalog import Script, messages, record
from poolable.catalog.messages import Match
from poolable.catalog.trial import Trial, run_script
from poolable.cli import target
from poolable.errors import WrongUsage
from poolable.explainer.explain import explain as explain_object
from poolable.lab import probe, running

SUCCESS, FAILURE = 0, 1


def list_scripts(options: argparse.Namespace) -> int:
    """Print the name and the verdict of every script, folder by folder."""
    known = record.load() if options.record else record.Record()
    scripts = catalog.scripts().values()
    if options.json:
        print_json([script_facts(script) | recorded_json(known, script) for script in scripts])
        return SUCCESS
    for folder in catalog.folders():
        print(f"{folder.kind}s/{folder.name}: {folder.heading}")
        for script in scripts:
            if (script.kind, script.folder) == (folder.kind, folder.name):
                print(f"  {script.name:28} {script.verdict}")
                print(*record_lines(known, script), sep="", end="")
    return SUCCESS


def script_facts(script: Script) -> dict[str, Any]:
    """Return what the docstring of *script* says, as JSON."""
    facts = asdict(script) | {"path": str(script.path), "digest": script.digest}
    facts["cures"] = script.cures
    del facts["source"]
    return facts


def recorded_json(known: record.Record, script: Script) -> dict[str, Any]:
    """Return the recorded outcomes of *script*, as JSON."""
    entries = known.entries_of(script).items()
    outcomes = {
        minor: {method: asdict(entry) for method, entry in methods.items()}
        for minor, methods in entries
    }
    return {"record": outcomes} if outcomes else {}


def record_lines(known: record.Record, script: Script) -> list[str]:
    """Return a line for each Python: how *script* ended under each start method."""
    return [
        f"    {minor:>5}  " + "  ".join(f"{m}: {e.verb.lower()}" for m, e in methods.items()) + "\n"
        for minor, methods in known.entries_of(script).items()
    ]


def show(options: argparse.Namespace) -> int:
    """Print the source of a script."""
    script = catalog.get(options.name)
    if options.json:
        print_json(script_facts(script) | {"source": script.source})
    else:
        print(script.source, end="")
    return SUCCESS


def diff(options: argparse.Namespace) -> int:
    """Print the diff from one script to another."""
    print(catalog.difference(catalog.get(options.before), catalog.get(options.after)), end="")
    return SUCCESS


def copy(options: argparse.Namespace) -> int:
    """Copy a script to a folder or a file."""
    script = catalog.get(options.name)
    written = catalog.copy(script, options.destination, force=options.force)
    print(f"{script.name} copied to {written}")
    return SUCCESS


def run(options: argparse.Namespace) -> int:
    """Run a script within limits and say whether the outcome is the expected one."""
    script = catalog.get(options.name)
    python = probe(options.python) if options.python else running()
    trial = run_script(script, python, options.start_method, timeout=options.timeout)
    if options.json:
        print_json(as_json(trial))
    else:
        print(trial.outcome.stdout, end="", flush=True)
        print(tail(trial.outcome.stderr), end="", file=sys.stderr, flush=True)
        print(verdict(trial))
    return SUCCESS if trial.as_expected else FAILURE


def tail(text: str, lines: int = 40) -> str:
    r"""Return the last *lines* of *text*, and how many were left out.

    >>> tail("1\n2\n3\n4\n", lines=2)
    '[2 lines left out]\n3\n4\n'
    """
    kept = text.splitlines(keepends=True)
    left_out = len(kept) - lines
    note = [f"[{left_out} lines left out]\n"] if left_out > 0 else []
    return "".join(note + kept[-lines:])


def as_json(trial: Trial) -> dict[str, Any]:
    """Return a run and its judgement, as JSON."""
    outcome = trial.outcome
    return {
        "name": trial.script.name,
        "python": trial.python.version,
        "start_method": trial.start_method,
        "verb": outcome.verb,
        "error": outcome.error,
        "as_expected": trial.as_expected,
        "expected": asdict(trial.expected),
        **asdict(outcome),
    }


def verdict(trial: Trial) -> str:
    """Return the last line of a run."""
    outcome, expected = trial.outcome, trial.expected
    limits = {
        "time": f" (stopped after {outcome.seconds:.1f} s)",
        "idle": " (stopped: nothing happened any more)",
        "output": " (stopped: it printed too much)",
    }
    did = outcome.verb.lower() + limits.get(outcome.stopped_by, "")
    judged = "as expected"
    if not trial.as_expected:
        judged = f"but expected: {expected.verb} {expected.text}"
    where = f"Python {trial.python.version}, {trial.start_method}, {outcome.seconds:.2f} s"
    return f"[{where}] {trial.script.name} {did}, {judged}"


def print_json(value: object) -> None:
    """Print *value* as JSON."""
    print(json.dumps(value, indent=1))


def find(options: argparse.Namespace) -> int:
    """Print the failures that a message means."""
    text = options.text if options.text is not None else read_input()
    if not text.strip():
        raise WrongUsage(
            "there is no message to look for: give it as TEXT, or pipe a traceback in."
        )
    matches = messages.find(text)
    near = [] if matches else messages.nearest(text)
    if options.json:
        found = [
            script_facts(catalog.get(match.template.failure)) | {"line": match.line}
            for match in matches
        ]
        print_json({"found": found, "nearest": near})
    elif matches:
        print("\n\n".join([*notes(matches), *map(match_text, matches)]))
    else:
        hint = f" The nearest are {', '.join(near)}." if near else ""
        print(f"No failure of a pool that we know prints this.{hint}")
    return SUCCESS if matches else FAILURE


def notes(matches: list[Match]) -> Iterator[str]:
    """Yield how sure the first of *matches* is, if there is doubt."""
    same = sum(match.fits_as_well_as(matches[0]) for match in matches)
    if same > 1:
        yield f"This message has {same} known causes; the likeliest comes first."
    if not matches[0].mentions_pool:
        yield (
            "Many programs print this message. "
            "It means the following only if a worker process raised it."
        )


def read_input() -> str:
    """Return standard input, whatever its encoding; at a terminal, say how to end it."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        print("Paste the traceback, then end with Ctrl-D on a line of its own.", file=sys.stderr)
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def match_text(match: Match) -> str:
    """Return a failure, the line that means it, and its cures, in words."""
    failure = catalog.get(match.template.failure)
    cures = [f"  cured by {cure.name}: {cure.verdict}" for cure in catalog.cures_of(failure.name)]
    return "\n".join([f"{failure.name}: {failure.verdict}", f"  found in: {match.line}", *cures])


def explain(options: argparse.Namespace) -> int:
    """Print whether an object crosses to a worker; if it does not, why."""
    obj, name = target.load(options.target)
    report = explain_object(
        obj, name=name, start_method=options.start_method, timeout=options.timeout
    )
    if options.json:
        print_json(report.as_json())
    else:
        print(report)
    return SUCCESS if report.ok else FAILURE
