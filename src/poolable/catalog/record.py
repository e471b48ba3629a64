"""The outcome of every script on every interpreter that it was recorded on.

``nox -s record`` alone writes the data file, with ``tools/record_runs.py``: a line for each
Python, then a line for each script and each different outcome, with the Pythons and start
methods that led to it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from poolable.catalog.script import Script
from poolable.lab.interpreters import START_METHODS
from poolable.lab.runner import Outcome
from poolable.lab.versions import version_key

FILE = Path(__file__).with_name("record.jsonl")


@dataclass(frozen=True)
class RecordedOutcome:
    """The part of an outcome that is the same in every run."""

    verb: str
    text: str
    exit_code: int | None
    last_warning: str = ""
    """The last warning or error in the output of a run that ended well."""

    @classmethod
    def from_outcome(cls, outcome: Outcome) -> RecordedOutcome:
        """Return the recorded part of *outcome*."""
        return cls(outcome.verb, outcome.text.rstrip(), outcome.exit_code, outcome.last_warning)


@dataclass(frozen=True)
class RecordedPython:
    """An interpreter as it was when it was recorded."""

    version: str
    implementation: str
    platform: str
    """Its operating system, processor and cores, such as "Linux x86_64, 2 cores"."""
    default: str
    """Its default start method."""
    date: str
    packages: dict[str, str]
    """Versions of the third-party packages that scripts need."""


Entries = dict[str, dict[str, RecordedOutcome]]  # minor version -> start method -> outcome


@dataclass
class Record:
    """Entries by script, minor version of Python and start method."""

    pythons: dict[str, RecordedPython] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Entries] = field(default_factory=dict)

    def entries_of(self, script: Script) -> Entries:
        """Return the entries of *script* in order; {} if it changed since they were made."""
        current = self.digests.get(script.name) == script.digest
        return in_order(self.entries.get(script.name, {})) if current else {}

    def entry(self, script: Script, minor: str, start_method: str) -> RecordedOutcome | None:
        """Return the outcome of *script* there; None if it was not recorded."""
        return self.entries_of(script).get(minor, {}).get(start_method)

    def add(self, script: Script, minor: str, start_method: str, entry: RecordedOutcome) -> None:
        """Put *entry* in, and forget the entries of an older text of *script*."""
        if self.digests.get(script.name) != script.digest:
            self.digests[script.name] = script.digest
            self.entries[script.name] = {}
        self.entries[script.name].setdefault(minor, {})[start_method] = entry

    def disagreements(self, script: Script) -> Iterator[str]:
        """Yield the entries that differ from the docstring of *script*."""
        for minor, methods in self.entries_of(script).items():
            version = self.pythons[minor].version if minor in self.pythons else minor
            for method, entry in methods.items():
                expected = script.expected(version, method)
                if expected is None or not expected.allows(entry.verb, entry.text):
                    yield f"{script.name} on {minor} under {method}: {entry.verb} {entry.text}"


def in_order(entries: Mapping[str, Mapping[str, RecordedOutcome]]) -> Entries:
    """Return *entries* with the oldest Python first, and under each fork first.

    >>> works = RecordedOutcome("Prints", "1", 0)
    >>> ordered = in_order({"3.10": {"spawn": works, "fork": works}, "3.9": {}})
    >>> [(minor, *methods) for minor, methods in ordered.items()]
    [('3.9',), ('3.10', 'fork', 'spawn')]
    """
    return {
        minor: {m: entries[minor][m] for m in START_METHODS if m in entries[minor]}
        for minor in sorted(entries, key=version_key)
    }


@functools.cache
def load(path: Path = FILE) -> Record:
    """Return the record in the file *path*."""
    record = Record()
    for line in path.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        if "python" in facts:
            minor = facts.pop("python")
            record.pythons[minor] = RecordedPython(**facts)
        else:
            _put(record, **facts)
    return record


def _put(record: Record, script: str, digest: str, where: dict[str, str], **facts: Any) -> None:
    """Add one line of the file to *record*."""
    entry = RecordedOutcome(**facts)
    record.digests[script] = digest
    for minor, methods in where.items():
        for method in methods.split():
            record.entries.setdefault(script, {}).setdefault(minor, {})[method] = entry


def save(record: Record, path: Path = FILE) -> None:
    """Write *record* to the file *path*, whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text("".join(json.dumps(line) + "\n" for line in _lines(record)), encoding="utf-8")
    new.replace(path)
    load.cache_clear()


def _lines(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the lines of the file, in an order that does not depend on that of the runs."""
    for minor in sorted(record.pythons, key=version_key):
        facts = asdict(record.pythons[minor])
        yield {"python": minor, **facts, "packages": dict(sorted(facts["packages"].items()))}
    for name in sorted(record.entries):
        for entry, where in _places(record.entries[name]).items():
            head = {"script": name, "digest": record.digests[name]}
            yield {**head, **asdict(entry), "where": where}


def _places(entries: Entries) -> dict[RecordedOutcome, dict[str, str]]:
    """Return each different outcome, with the start methods that led to it on each Python."""
    places: dict[RecordedOutcome, dict[str, str]] = {}
    for minor, methods in in_order(entries).items():
        for method, entry in methods.items():
            where = places.setdefault(entry, {})
            where[minor] = f"{where[minor]} {method}" if minor in where else method
    return places
