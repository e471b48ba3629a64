"""Outcomes in words, as the site and the command line put them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from poolable.catalog.record import Entry
from poolable.lab.versions import version_key

Entries = Mapping[str, Mapping[str, Entry]]


def sentence(entry: Entry) -> str:
    """Return what happened, in Markdown.

    >>> sentence(Entry("Fails", "TypeError: no", 1))
    'fails: `TypeError: no`'
    """
    text = " ".join(entry.text.split())
    return f"{entry.verb.lower()}: `{text}`" if text else entry.verb.lower()


def places(entries: Entries) -> Iterator[tuple[Entry, str]]:
    """Yield each different outcome once, with the Pythons and start methods it was seen on.

    >>> works, fails = Entry("Prints", "1", 0), Entry("Fails", "TypeError", 1)
    >>> both = {"fork": works, "spawn": fails}
    >>> [where for _, where in places({"2.7": {"fork": works}, "3.8": both, "3.9": both})]
    ['2.7; 3.8 to 3.9 under fork', '3.8 to 3.9 under spawn']
    """
    minors = sorted(entries, key=version_key)
    for entry in dict.fromkeys(entry for minor in minors for entry in entries[minor].values()):
        found = {minor: _methods(entries[minor], entry) for minor in minors}
        yield entry, "; ".join(_spans(minors, found))


def _methods(outcomes: Mapping[str, Entry], entry: Entry) -> str:
    """Return the start methods that led to *entry*, in words; "all" for all."""
    methods = [
        method for method in ("fork", "spawn", "forkserver") if outcomes.get(method) == entry
    ]
    return "all" if len(methods) == len(outcomes) else " and ".join(methods)


def _spans(minors: Iterable[str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield runs of versions that have the same start methods."""
    span: list[str] = []
    for minor in [*minors, ""]:
        if span and found.get(minor) != found[span[0]]:
            yield _span(span, found[span[0]])
            span = []
        if found.get(minor):
            span.append(minor)


def _span(minors: list[str], methods: str) -> str:
    versions = minors[0] if len(minors) == 1 else f"{minors[0]} to {minors[-1]}"
    return versions if methods == "all" else f"{versions} under {methods}"
