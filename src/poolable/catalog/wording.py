"""Recorded outcomes in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from poolable.catalog.record import Entries, RecordedOutcome, in_order


def sentence(entry: RecordedOutcome) -> str:
    """Return the outcome in Markdown.

    >>> sentence(RecordedOutcome("Fails", "TypeError: no", 1))
    'fails: `TypeError: no`'
    """
    text = " ".join(entry.text.split())
    return f"{entry.verb.lower()}: `{text}`" if text else entry.verb.lower()


def outcomes_by_place(entries: Entries) -> Iterator[tuple[RecordedOutcome, str]]:
    """Yield each different outcome once, with the Pythons and start methods that led to it.

    >>> works, fails = RecordedOutcome("Prints", "1", 0), RecordedOutcome("Fails", "no", 1)
    >>> both = {"fork": works, "spawn": fails}
    >>> found = outcomes_by_place({"2.7": {"fork": works}, "3.8": both, "3.9": both})
    >>> [place for _, place in found]
    ['2.7; 3.8 to 3.9 under fork', '3.8 to 3.9 under spawn']
    """
    entries = in_order(entries)
    for outcome in dict.fromkeys(one for methods in entries.values() for one in methods.values()):
        found = {minor: _methods(methods, outcome) for minor, methods in entries.items()}
        yield outcome, "; ".join(_spans(entries, found))


def _methods(methods: Mapping[str, RecordedOutcome], outcome: RecordedOutcome) -> str:
    """Return the start methods that led to *outcome*, in words; "all" for all of them."""
    found = [method for method, entry in methods.items() if entry == outcome]
    return "all" if len(found) == len(methods) else " and ".join(found)


def _spans(minors: Iterable[str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield the spans of versions that have the same start methods."""
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
