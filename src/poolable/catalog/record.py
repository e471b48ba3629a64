"""What every script did on every interpreter that it was recorded on.

The data file is written by ``nox -s record`` and by nothing else.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from poolable.catalog.script import Script
from poolable.lab.runner import Outcome

FILE = Path(__file__).with_name("record.json")


@dataclass(frozen=True)
class Entry:
    """The part of an outcome that is the same in every run."""

    verb: str
    text: str
    exit_code: int | None
    said: str = ""
    """The last warning or error in the output of a run that ended well."""

    @classmethod
    def of(cls, outcome: Outcome) -> Entry:
        """Return what is recorded of *outcome*."""
        return cls(outcome.verb, outcome.text.rstrip(), outcome.exit_code, outcome.said)


@dataclass(frozen=True)
class Python:
    """An interpreter as it was when it was recorded."""

    version: str
    implementation: str
    platform: str
    default: str
    """Its default start method."""
    date: str
    packages: dict[str, str]
    """Versions of the third-party packages that the scripts need."""


@dataclass
class Record:
    """Entries by script, minor version of Python and start method."""

    pythons: dict[str, Python] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    entries: dict[str, dict[str, dict[str, Entry]]] = field(default_factory=dict)

    def of(self, script: Script) -> dict[str, dict[str, Entry]]:
        """Return the entries of *script*, {} if it changed since they were made."""
        current = self.digests.get(script.name) == script.digest
        return self.entries.get(script.name, {}) if current else {}

    def entry(self, script: Script, minor: str, start_method: str) -> Entry | None:
        """Return what *script* did there, None if nobody has recorded it."""
        return self.of(script).get(minor, {}).get(start_method)

    def add(self, script: Script, minor: str, start_method: str, entry: Entry) -> None:
        """Put *entry* in; what an older text of *script* did is forgotten."""
        if self.digests.get(script.name) != script.digest:
            self.digests[script.name] = script.digest
            self.entries[script.name] = {}
        self.entries[script.name].setdefault(minor, {})[start_method] = entry

    def disagreements(self, script: Script) -> Iterator[str]:
        """Yield where the record is not what the docstring of *script* says."""
        for minor, methods in self.of(script).items():
            for method, entry in methods.items():
                version = self.pythons[minor].version if minor in self.pythons else minor
                expected = script.expected(version, method)
                if expected is None or not expected.allows(entry.verb, entry.text):
                    yield f"{script.name} on {minor} under {method}: {entry.verb} {entry.text}"


@functools.cache
def load(path: Path = FILE) -> Record:
    """Return the record in the file *path*."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Record(
        {minor: Python(**facts) for minor, facts in data["pythons"].items()},
        {name: script["digest"] for name, script in data["scripts"].items()},
        {name: _entries(script["outcomes"]) for name, script in data["scripts"].items()},
    )


def _entries(outcomes: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, Entry]]:
    return {
        minor: {method: Entry(**entry) for method, entry in methods.items()}  # type: ignore[arg-type]
        for minor, methods in outcomes.items()
    }


def save(record: Record, path: Path = FILE) -> None:
    """Write *record* to the file *path*, whole or not at all."""
    data = {
        "pythons": {minor: asdict(python) for minor, python in record.pythons.items()},
        "scripts": {
            name: {"digest": record.digests[name], "outcomes": _dicts(entries)}
            for name, entries in record.entries.items()
        },
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(path)
    load.cache_clear()


def _dicts(entries: dict[str, dict[str, Entry]]) -> dict[str, dict[str, dict[str, object]]]:
    return {
        minor: {method: asdict(entry) for method, entry in methods.items()}
        for minor, methods in entries.items()
    }
