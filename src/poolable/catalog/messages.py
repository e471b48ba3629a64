"""Find the failure that an error message means.

The site follows the same rules with the same templates, in ``docs/_static/find.js``; a test
compares the two.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poolable.catalog.templates import Template, all_templates, normal, strip_colours

NEAREST = 3  # names that are offered when nothing matches
MIN_FIXED = 20  # a template with fewer fixed characters matches only with its exception
MIN_SHARE = 0.25  # share of words in common, below which no failure is near

_POOL_WORDS = re.compile(r"pick|pool|process|fork|spawn|worker|concurrent|main__|local object")
_WORD = re.compile(r"[a-z_]{3,}")


@dataclass(frozen=True)
class Match:
    """A failure that a line of the text means."""

    template: Template
    line: str
    """The line as the reader gave it, without colours."""
    names_exception: bool
    """Whether the line names the exception, and not only its message."""
    package: int
    """1 if the text mentions a package that the failure is about, -1 if not, 0 if it has none."""
    mentions_pool: bool
    """Whether the text mentions pools; otherwise it counts only if a worker raised it."""

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Return a key for sorting; the surer the match, the greater it is."""
        template = self.template
        return (self.names_exception, template.fixed_characters, self.package, template.runs)

    def fits_as_well_as(self, other: Match) -> bool:
        """Tell whether the words of the text fit this failure as well as the *other*."""
        return self.rank[:2] == other.rank[:2]


def find(text: str, templates: Iterable[Template] | None = None) -> list[Match]:
    """Return the failures that *text* means, best first.

    Args:
        text: a message, a line of a log, or a whole traceback.
        templates: the messages to look for; by default all that were recorded.

    >>> [match.template.failure for match in find("pool objects cannot be passed between "
    ...                                           "processes or pickled")][0]
    'pool_in_self'
    >>> find("ZeroDivisionError: division by zero")
    []
    """
    known = all_templates() if templates is None else tuple(templates)
    best: dict[str, Match] = {}
    for line, words in _lines(text):
        for template in known:
            match = _match(template, line, words, text)
            other = best.get(template.failure)
            if match and (other is None or match.rank > other.rank):
                best[template.failure] = match
    return sorted(best.values(), key=lambda match: match.rank, reverse=True)


def nearest(text: str, templates: Iterable[Template] | None = None) -> list[str]:
    """Return the failures whose messages share most words with *text*, at most `NEAREST`.

    >>> "pool_in_self" in nearest("my pool objects cannot be pickled")
    True
    """
    known = all_templates() if templates is None else tuple(templates)
    words = set(_WORD.findall(normal(text)))
    shares: dict[str, float] = {}
    for template in known:
        own = set(_WORD.findall(normal(template.example)))
        share = len(words & own) / max(len(words | own), 1)
        shares[template.failure] = max(share, shares.get(template.failure, 0.0))
    near = [name for name in shares if shares[name] >= MIN_SHARE]
    return sorted(near, key=lambda name: -shares[name])[:NEAREST]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line, as given and normal, then each pair joined: a terminal may wrap a line."""
    lines = [strip_colours(line).strip() for line in text.splitlines() if normal(line)]
    for line in itertools.chain(lines, map(" ".join, itertools.pairwise(lines))):
        yield line, normal(line)


def _match(template: Template, line: str, words: str, text: str) -> Match | None:
    """Return the match of *line*, which is *words* in normal text; None if it does not fit."""
    names_exception = f"{template.kind}:" in words
    bare = template.kind == template.pattern  # an exception without a message
    if template.fixed_characters < MIN_FIXED and not names_exception and not bare:
        return None
    if not re.search(f"(?:^|[^a-z_]){template.pattern}(?:$|[^a-z_])", words):
        return None
    mentioned = any(name in text for name in template.needs)
    package = (1 if mentioned else -1) if template.needs else 0
    mentions_pool = _POOL_WORDS.search(normal(text)) is not None
    return Match(template, line, names_exception, package, mentions_pool)
