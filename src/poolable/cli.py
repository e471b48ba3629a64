"""The command line: list, show, diff, copy, run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from poolable import __version__, catalog, lab, record
from poolable.catalog import Script
from poolable.errors import WrongUsage
from poolable.expectation import Expectation
from poolable.interpreters import Interpreter, probe, require_packages, running

AS_EXPECTED, NOT_AS_EXPECTED, USAGE = 0, 1, 2
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; return the exit code that the shell is given."""
    try:
        return obey(arguments)
    except WrongUsage as error:
        return complain(str(error))
    except BrokenPipeError:
        return complain("the output was closed before all of it was written.", lost=True)
    except OSError as error:
        return complain(f"{error.filename or 'the output'}: {error.strerror}.", lost=True)
    except KeyboardInterrupt:
        return complain("interrupted; what was started has been ended.", INTERRUPTED)


def obey(arguments: list[str] | None) -> int:
    """Carry out one command, and see to it that its output is written."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit:  # the help is printed, but not yet written
        if sys.stdout is not None:
            sys.stdout.flush()
        raise
    if sys.stdout is None:
        raise WrongUsage("there is no standard output to write to.")
    command: Callable[[argparse.Namespace], int] = options.command
    code = command(options)
    sys.stdout.flush()
    return code


def complain(message: str, code: int = USAGE, *, lost: bool = False) -> int:
    """Say what is wrong in one sentence; *lost* is the output that cannot be written."""
    if lost:
        # or Python tries to flush it once more at exit, and prints a traceback
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(f"poolable: {message}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """Return the definition of the command line."""
    top = argparse.ArgumentParser(
        prog="poolable",
        description="Every way a Python process pool fails, and every cure: "
        "list them, read them, copy them, run them.",
    )
    top.add_argument("--version", action="version", version=f"poolable {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("list", help="name every script, with its verdict")
    add.add_argument("--record", action="store_true", help="show what each did on every Python")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=list_scripts)

    add = commands.add_parser("show", help="print a script")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=show)

    add = commands.add_parser("diff", help="print what leads from one script to another")
    add.add_argument("before", metavar="A")
    add.add_argument("after", metavar="B")
    add.set_defaults(command=diff)

    add = commands.add_parser("copy", help="copy a script into a project")
    add.add_argument("name", metavar="NAME")
    add.add_argument("destination", metavar="DEST", nargs="?", default=".", type=Path)
    add.add_argument("--force", action="store_true", help="overwrite a file that exists")
    add.set_defaults(command=copy)

    add = commands.add_parser("run", help="run a script, within limits, and judge the outcome")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--python", metavar="EXE", help="the interpreter; default: this one")
    add.add_argument("--start-method", metavar="M", help="default: the interpreter's own")
    add.add_argument("--timeout", metavar="S", type=seconds, help="seconds until it is stopped")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=run)
    return top


def seconds(text: str) -> float:
    """Return a positive, finite number of seconds.

    >>> seconds("2.5")
    2.5
    """
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 3600 seconds")
    return value


def list_scripts(options: argparse.Namespace) -> int:
    """Name every script."""
    known = record.load() if options.record else record.Record()
    scripts = catalog.scripts().values()
    if options.json:
        print_json([facts(script) | recorded(known, script) for script in scripts])
        return AS_EXPECTED
    for kind in catalog.KINDS:
        print(f"{kind}s")
        for script in scripts:
            if script.kind == kind:
                print(f"  {script.name:24} {script.verdict}")
                print(*table(known, script), sep="", end="")
    return AS_EXPECTED


def facts(script: Script) -> dict[str, Any]:
    """Return what the catalog knows of *script*, for a program."""
    known = asdict(script)
    known.update(path=str(script.path), digest=script.digest)
    if script.kind == "failure":
        known["cured_by"] = [cure.name for cure in catalog.cures_of(script.name)]
    del known["source"]
    return known


def recorded(known: record.Record, script: Script) -> dict[str, Any]:
    """Return the record of *script*, for a program."""
    entries = known.of(script).items()
    outcomes = {
        minor: {method: asdict(entry) for method, entry in methods.items()}
        for minor, methods in entries
    }
    return {"record": outcomes} if outcomes else {}


def table(known: record.Record, script: Script) -> list[str]:
    """Return a line a Python: what *script* did under each start method."""
    return [
        f"    {minor:>5}  " + "  ".join(f"{m}: {e.verb.lower()}" for m, e in methods.items()) + "\n"
        for minor, methods in sorted(known.of(script).items(), key=lambda row: version(row[0]))
    ]


def version(minor: str) -> tuple[int, ...]:
    """Return "3.10" as (3, 10), which sorts after (3, 9)."""
    return tuple(map(int, minor.split(".")))


def show(options: argparse.Namespace) -> int:
    """Print a script."""
    script = catalog.get(options.name)
    if options.json:
        print_json(facts(script) | {"source": script.source})
    else:
        print(script.source, end="")
    return AS_EXPECTED


def diff(options: argparse.Namespace) -> int:
    """Print what leads from one script to another."""
    print(catalog.difference(catalog.get(options.before), catalog.get(options.after)), end="")
    return AS_EXPECTED


def copy(options: argparse.Namespace) -> int:
    """Copy a script."""
    script = catalog.get(options.name)
    print(f"{script.name} copied to {catalog.copy(script, options.destination, options.force)}")
    return AS_EXPECTED


def run(options: argparse.Namespace) -> int:
    """Run a script and judge the outcome."""
    script = catalog.get(options.name)
    python = probe(options.python) if options.python else running()
    method = python.require(options.start_method or python.default)
    expected = script.expected(python.minor, method)
    if expected is None:
        raise WrongUsage(
            f"{script.name} does not run on Python {python.version}: it needs {script.runs_on}."
        )
    require_packages(python, script)
    timeout = options.timeout or lab.patience(script, python, method)
    outcome = lab.run(script.path, python, options.start_method, timeout=timeout)
    good = expected.allows(outcome.verb, outcome.text)
    if options.json:
        print_json(as_json(script, python, method, expected, outcome, good))
    else:
        print(outcome.stdout, end="", flush=True)
        print(tail(outcome.stderr), end="", file=sys.stderr, flush=True)
        print(verdict(script, python, method, expected, outcome, good))
    return AS_EXPECTED if good else NOT_AS_EXPECTED


def tail(text: str, lines: int = 40) -> str:
    """Return the last *lines* of *text*; a flood says nothing new."""
    kept = text.splitlines(keepends=True)
    left_out = len(kept) - lines
    note = [f"[{left_out} lines left out]\n"] if left_out > 0 else []
    return "".join(note + kept[-lines:])


def as_json(
    script: Script,
    python: Interpreter,
    method: str,
    expected: Expectation,
    outcome: lab.Outcome,
    good: bool,
) -> dict[str, Any]:
    """Return a run and its judgement, for a program."""
    told = {"verb": outcome.verb, "error": outcome.error, "as_expected": good}
    where = {"python": python.version, "start_method": method}
    return {"name": script.name, **where, **told, "expected": asdict(expected), **asdict(outcome)}


def verdict(
    script: Script,
    python: Interpreter,
    method: str,
    expected: Expectation,
    outcome: lab.Outcome,
    good: bool,
) -> str:
    """Return the last line of a run."""
    limit = {"time": f" (stopped after {outcome.seconds:.1f} s)", "output": " (it floods: stopped)"}
    did = outcome.verb.lower() + limit.get(outcome.stopped, "")
    judged = "as expected" if good else f"but expected: {expected.verb} {expected.text}"
    where = f"Python {python.version}, {method}, {outcome.seconds:.2f} s"
    return f"[{where}] {script.name} {did}, {judged}"


def print_json(value: object) -> None:
    """Print *value* for a program."""
    print(json.dumps(value, indent=1))
