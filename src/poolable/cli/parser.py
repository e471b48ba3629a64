"""The arguments of the command line, and its exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from poolable import __version__
from poolable.cli import commands
from poolable.errors import WrongUsage
from poolable.explainer.explain import TIMEOUT

EXIT_USAGE, EXIT_INTERRUPTED = 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code for the shell.

    Args:
        arguments: the words behind ``poolable``; by default those of this process.

    """
    try:
        return run_command(arguments)
    except WrongUsage as error:
        return print_error(str(error))
    except BrokenPipeError:
        return print_error("the output was closed before all of it was written.", output_lost=True)
    except OSError as error:
        return print_error(f"{error.filename or 'the output'}: {error.strerror}.", output_lost=True)
    except KeyboardInterrupt:
        return print_error(
            "interrupted; every process that it started has been ended.", EXIT_INTERRUPTED
        )


def run_command(arguments: list[str] | None) -> int:
    """Run one command and write its output before anything else can go wrong."""
    try:
        options = parser().parse_args(arguments)
    except SystemExit:  # argparse has printed the help, but it is not written yet
        if sys.stdout is not None:
            sys.stdout.flush()
        raise
    if sys.stdout is None:
        raise WrongUsage("there is no standard output to write to: redirect it to a file.")
    command: Callable[[argparse.Namespace], int] = options.command
    code = command(options)
    sys.stdout.flush()
    return code


def print_error(message: str, code: int = EXIT_USAGE, *, output_lost: bool = False) -> int:
    """Print what is wrong, in one sentence, and return *code*.

    Args:
        message: the sentence.
        code: the exit code.
        output_lost: the output cannot be written any more, so the rest of it is dropped.

    """
    if output_lost:
        # otherwise Python flushes it once more at exit, and prints a traceback:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
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
    names = top.add_subparsers(required=True, metavar="COMMAND")

    add = names.add_parser("list", help="print the name and verdict of every script")
    add.add_argument("--record", action="store_true", help="add the recorded outcomes")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=commands.list_scripts)

    add = names.add_parser("show", help="print a script")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=commands.show)

    add = names.add_parser("diff", help="print the diff from one script to another")
    add.add_argument("before", metavar="A")
    add.add_argument("after", metavar="B")
    add.set_defaults(command=commands.diff)

    add = names.add_parser("copy", help="copy a script into a project")
    add.add_argument("name", metavar="NAME")
    add.add_argument("destination", metavar="DEST", nargs="?", default=".", type=Path)
    add.add_argument("--force", action="store_true", help="overwrite a file that exists")
    add.set_defaults(command=commands.copy)

    add = names.add_parser("run", help="run a script within limits and judge the outcome")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--python", metavar="EXE", help="the interpreter; default: this one")
    add.add_argument("--start-method", metavar="M", help="default: the interpreter's own")
    add.add_argument("--timeout", metavar="S", type=seconds, help="seconds until it is stopped")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=commands.run)

    add = names.add_parser("find", help="find the failure that an error message means")
    add.add_argument("text", metavar="TEXT", nargs="?", help="default: standard input")
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=commands.find)

    add = names.add_parser("explain", help="explain why an object does not cross to a worker")
    add.add_argument("target", metavar="TARGET", help="FILE.py:EXPRESSION or MODULE:EXPRESSION")
    add.add_argument("--start-method", metavar="M", help="of the pool; default: this Python's own")
    add.add_argument(
        "--timeout", metavar="S", type=seconds, default=TIMEOUT, help="seconds for each stage"
    )
    add.add_argument("--json", action="store_true", help="print JSON")
    add.set_defaults(command=commands.explain)
    return top


def seconds(text: str) -> float:
    """Return a positive, finite number of seconds.

    >>> seconds("2.5")
    2.5
    """
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError("give more than 0 and at most 3600 seconds")
    return value
