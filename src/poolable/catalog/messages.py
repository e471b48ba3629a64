"""Which failure an error message means.

Every error line of the record is a template: what differs from one program to the
next - addresses, numbers, paths, names - matches anything. The site uses the same
templates with the same rules, in ``docs/_static/find.js``.
"""

from __future__ import annotations

import ast
import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from poolable.catalog.record import Record, load
from poolable.catalog.script import Script, scripts

ANY, NUMBER = "\ue000", "\ue001"  # marks of what differs, until the template is made
NEAREST = 3  # names offered when nothing matches
SHORT = 20  # characters; a message with fewer must come with its exception
LEAST = 0.25  # share of words in common, below which nothing is near

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
_OF_POOLS = re.compile(r"pick|pool|process|fork|spawn|worker|concurrent|main__|local object")
_WORD = re.compile(r"[a-z_]{3,}")
# In a recorded message: quoted text, an address, a path, __main__ and what is in it, a number.
_VARIABLE = re.compile(
    r"(?<=Error sending result: )(?P<result>.*)(?=\. Reason: )|(?<=Reason: )(?P<reason>.*)"
    r"|(?<!\w)'(?P<quoted>[^']*)'(?!\w)|(?P<address>0x(?:\.\.\.|[0-9a-f]+))|(?P<path>\S*/\S+)"
    r"|(?P<main>__(?:mp_)?main__(?:\.[\w.<>]+)?)|(?P<number>\d+)|(?P<name>\w+)"
)


@dataclass(frozen=True)
class Message:
    """An error line of one failure, as a template."""

    failure: str
    kind: str
    """The exception, without its module: "PicklingError"."""
    pattern: str
    """A regular expression, the same in Python and JavaScript, for normal text."""
    literal: int
    """How many characters of it are fixed; the more, the surer the match."""
    example: str
    """The line as it was recorded."""
    needs: tuple[str, ...] = ()
    """Packages that the failure is about."""
    runs: int = 1
    """How many runs of the record end with it."""


@dataclass(frozen=True)
class Match:
    """A failure that a line of the text means."""

    message: Message
    line: str
    whole: bool
    """The exception was named too, not only its message."""
    package: int
    """1 if the text mentions the package that the failure is about, -1 if it does not."""
    sure: bool
    """Something in the text has to do with pools; else only a worker's word counts."""

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Return what makes one match surer than another."""
        return (self.whole, self.message.literal, self.package, self.message.runs)

    def is_as_good_as(self, other: Match) -> bool:
        """Tell whether the message fits this as well as *other*, word for word."""
        return self.rank[:2] == other.rank[:2]


def normal(text: str) -> str:
    r"""Return *text* without colours and quotes, in small letters, white space folded.

    >>> normal("\x1b[31mTypeError\x1b[0m:  can't pickle `X`")
    'typeerror: cant pickle x'
    """
    folded = " ".join(_QUOTES.sub("", _ESCAPES.sub("", text)).lower().split())
    return canonical(folded)


def canonical(text: str) -> str:
    """Return *text*, already in small letters, in the words of one version.

    >>> canonical("cant pickle _thread.rlock objects")
    'cannot pickle _thread.lock object'
    """
    text = _REFUSAL.sub(r"cannot pickle \1 object", text)
    for known, name in _ALIASES:
        text = known.sub(name, text)
    return text


def find(text: str, messages: Iterable[Message] | None = None) -> list[Match]:
    """Return the failures that *text* means, best first; a line or a whole traceback.

    >>> [match.message.failure for match in find("pool objects cannot be passed between "
    ...                                          "processes or pickled")][0]
    'pool_in_self'
    >>> find("ZeroDivisionError: division by zero")
    []
    """
    known = all_messages() if messages is None else tuple(messages)
    best: dict[str, Match] = {}
    for line in _lines(text):
        for message in known:
            match = _match(message, line, text)
            held = best.get(message.failure)
            if match and (held is None or match.rank > held.rank):
                best[message.failure] = match
    return sorted(best.values(), key=lambda match: match.rank, reverse=True)


def nearest(text: str, messages: Iterable[Message] | None = None) -> list[str]:
    """Return the failures whose messages share most words with *text*.

    >>> "pool_in_self" in nearest("my pool objects cannot be pickled")
    True
    """
    known = all_messages() if messages is None else tuple(messages)
    words = set(_WORD.findall(normal(text)))
    shares: dict[str, float] = {}
    for message in known:
        own = set(_WORD.findall(normal(message.example)))
        share = len(words & own) / max(len(words | own), 1)
        shares[message.failure] = max(share, shares.get(message.failure, 0.0))
    near = [name for name in shares if shares[name] >= LEAST]
    return sorted(near, key=lambda name: -shares[name])[:NEAREST]


@functools.cache
def all_messages() -> tuple[Message, ...]:
    """Return a template for every different error line of the committed record."""
    failures = (script for script in scripts().values() if script.kind == "failure")
    known = load()
    return tuple(message for script in failures for message in templates(script, known))


def templates(script: Script, record: Record) -> Iterator[Message]:
    """Yield the different templates of one failure."""
    pythons = record.entries_of(script).values()
    entries = (entry for methods in pythons for entry in methods.values())
    texts = (entry.last_warning if entry.verb == "Prints" else entry.text for entry in entries)
    lines = Counter(text for text in texts if text)
    names = frozenset(_names(script.source))
    made: dict[str, Message] = {}
    for line, runs in lines.items():
        message = _template(script, line, names, runs)
        held = made.get(message.pattern)
        made[message.pattern] = message if held is None else replace(held, runs=held.runs + runs)
    yield from made.values()


def _template(script: Script, line: str, names: frozenset[str], runs: int) -> Message:
    """Return the template of one error line."""
    kind, _, text = _SUGGESTION.sub("", line).partition(": ")
    kind = kind.rpartition(".")[2]
    marked = normal(_VARIABLE.sub(lambda found: _mark(found, names), text or kind)).rstrip(".")
    pattern = _SPECIAL.sub(r"\\\1", marked).replace(ANY, ".+?").replace(NUMBER, "[0-9]+")
    literal = len(marked.replace(ANY, "").replace(NUMBER, ""))
    return Message(script.name, kind.lower(), pattern, literal, line, script.needs, runs)


def _mark(found: re.Match[str], names: frozenset[str]) -> str:
    """Return one part of a message, or a mark where it differs from program to program."""
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
    """Tell a name of the program from a word: dotted, called, or in angle brackets."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return before.endswith((".", "<function ", "<class ")) or after.startswith((".", "("))


def _names(source: str) -> Iterator[str]:
    """Yield the names that a script defines, in the code that it holds as text as well."""
    yield from re.findall(r"\b(?:def|class)\s+(\w+)", source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def _lines(text: str) -> list[str]:
    """Return the lines that can be error lines, and each pair that a screen has wrapped."""
    lines = [line for line in map(normal, text.splitlines()) if line]
    pairs = [" ".join(pair) for pair in itertools.pairwise(lines)]
    return [*lines, *pairs]


def _match(message: Message, line: str, text: str) -> Match | None:
    """Return how *line* of *text* fits the template, if it does."""
    whole = f"{message.kind}:" in line
    if message.literal < SHORT and not whole and message.kind != message.pattern:
        return None
    if not re.search(f"(?:^|[^a-z_]){message.pattern}(?:$|[^a-z_])", line):
        return None
    mentioned = any(name in text for name in message.needs)
    package = (1 if mentioned else -1) if message.needs else 0
    sure = _OF_POOLS.search(line + normal(text)) is not None
    return Match(message, line, whole, package, sure)
