"""The error messages of the record as templates, which match the message of any program.

The parts of a message that differ from program to program match anything: addresses,
numbers, paths and names. A template is compared with normal text, so that quotes, colours
and the wording of other versions do not matter. ``docs/_static/find.js`` has the same rules.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from poolable.catalog.record import Record, load
from poolable.catalog.script import Script, scripts

ANY, NUMBER = "\ue000", "\ue001"  # stand for a part that differs, until the pattern is made

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_QUOTES = re.compile(r"['\"`\u2018\u2019\u201c\u201d]")
# One refusal in the words of every version: "can't pickle X objects" up to 3.7,
# "cannot pickle 'X' object" since 3.8, "instances" for files since 3.12.
_REFUSAL = re.compile(r"\b(?:cant|cannot) (?:pickle|serialize) (\S+?)(?: objects?| instances?)\b")
_ALIASES = (
    (re.compile(r"__mp_main__"), "__main__"),
    (re.compile(r"\b(?:_thread\.|thread\.)r?lock\b"), "_thread.lock"),
    (
        re.compile(r"\b(?:_io\.)?(?:textiowrapper|buffered(?:reader|writer|random)|fileio)\b"),
        "file",
    ),
)
_SPECIAL = re.compile(r"([\\^$.*+?()\[\]{}|/])")
_SUGGESTION = re.compile(r"\. Did you mean.*")  # since Python 3.12, and not the same in each
# In a recorded message: quoted text, an address, a path, __main__ and what is in it, a number.
_VARIABLE = re.compile(
    r"(?<=Error sending result: )(?P<result>.*)(?=\. Reason: )|(?<=Reason: )(?P<reason>.*)"
    r"|(?<!\w)'(?P<quoted>[^']*)'(?!\w)|(?P<address>0x(?:\.\.\.|[0-9a-f]+))|(?P<path>\S*/\S+)"
    r"|(?P<main>__(?:mp_)?main__(?:\.[\w.<>]+)?)|(?P<number>\d+)|(?P<name>\w+)"
)


@dataclass(frozen=True)
class Template:
    """An error line of one failure, without the parts that differ from program to program."""

    failure: str
    kind: str
    """The exception in small letters and without its module, such as "picklingerror"."""
    pattern: str
    """A regular expression for normal text, the same in Python and JavaScript."""
    fixed_characters: int
    """The number of characters that stand for themselves; more of them make a match surer."""
    example: str
    """The line as it was recorded."""
    needs: tuple[str, ...] = ()
    """The packages that the failure is about."""
    runs: int = 1
    """How many runs of the record end with it."""


def strip_colours(text: str) -> str:
    r"""Return *text* without the escape sequences of a terminal.

    >>> strip_colours("\x1b[31mTypeError\x1b[0m: no")
    'TypeError: no'
    """
    return _ESCAPES.sub("", text)


def normal(text: str) -> str:
    r"""Return *text* without colours and quotes, in small letters, white space folded.

    >>> normal("\x1b[31mTypeError\x1b[0m:  can't pickle `X`")
    'typeerror: cant pickle x'
    """
    folded = " ".join(_QUOTES.sub("", strip_colours(text)).lower().split())
    return canonical(folded)


def canonical(text: str) -> str:
    """Return *text*, which is in small letters already, in the words of one version.

    >>> canonical("cant pickle _thread.rlock objects")
    'cannot pickle _thread.lock object'
    """
    text = _REFUSAL.sub(r"cannot pickle \1 object", text)
    for known, name in _ALIASES:
        text = known.sub(name, text)
    return text


@functools.cache
def all_templates() -> tuple[Template, ...]:
    """Return a template for every different error line of the committed record."""
    failures = (script for script in scripts().values() if script.kind == "failure")
    record = load()
    return tuple(template for script in failures for template in templates_of(script, record))


def templates_of(script: Script, record: Record) -> Iterator[Template]:
    """Yield the different templates of one failure."""
    pythons = record.entries_of(script).values()
    entries = (entry for methods in pythons for entry in methods.values())
    texts = (entry.last_warning if entry.verb == "Prints" else entry.text for entry in entries)
    lines = Counter(text for text in texts if text)
    names = frozenset(_names(script.source))
    made: dict[str, Template] = {}
    for line, runs in lines.items():
        template = _template(script, line, names, runs)
        same = made.get(template.pattern)
        made[template.pattern] = replace(same, runs=same.runs + runs) if same else template
    yield from made.values()


def _template(script: Script, line: str, names: frozenset[str], runs: int) -> Template:
    """Return the template of one error line."""
    kind, _, text = _SUGGESTION.sub("", line).partition(": ")
    kind = kind.rpartition(".")[2]
    marked = normal(_VARIABLE.sub(lambda found: _mark(found, names), text or kind)).rstrip(".")
    pattern = _SPECIAL.sub(r"\\\1", marked).replace(ANY, ".+?").replace(NUMBER, "[0-9]+")
    fixed = len(marked.replace(ANY, "").replace(NUMBER, ""))
    return Template(
        failure=script.name,
        kind=kind.lower(),
        pattern=pattern,
        fixed_characters=fixed,
        example=line,
        needs=script.needs,
        runs=runs,
    )


def _mark(found: re.Match[str], names: frozenset[str]) -> str:
    """Return a part of a message unchanged, or a mark if it differs from program to program."""
    text = found[0]
    if found["number"]:
        return NUMBER
    if any(found[name] for name in ("address", "path", "main", "result", "reason")):
        return ANY
    if found["quoted"] is not None:
        own = set(re.findall(r"\w+", text)) <= names | {"locals", "lambda"}
        private = "__" if re.match(r"'__\w*[^_]'", text) else ""
        return private + ANY if own or "/" in text or ".py" in text else text
    return ANY if text in names and _is_name(found) else text


def _is_name(found: re.Match[str]) -> bool:
    """Tell whether a match is a name, not a word: dotted, called, or in angle brackets."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return before.endswith((".", "<function ", "<class ")) or after.startswith((".", "("))


def _names(source: str) -> Iterator[str]:
    """Yield the names that a script defines, also those in code that it has as text."""
    yield from re.findall(r"\b(?:def|class)\s+(\w+)", source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
