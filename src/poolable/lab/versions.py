"""Versions of Python: which ones the scripts are about, their order, and spans of them."""

from __future__ import annotations

import re

# The recorder asks each of them for its outcomes. Those that run this package are listed again
# in pyproject.toml and .github/workflows/ci.yml.
VERSIONS = ("2.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15")


def version_key(version: str) -> tuple[int, ...]:
    """Return the numbers of *version*, which sort "3.9" before "3.10".

    >>> sorted(["3.10", "2.7", "3.9"], key=version_key)
    ['2.7', '3.9', '3.10']
    >>> version_key("3.16.0rc1")
    (3, 16, 0)
    """
    numbers = (re.match(r"\d+", part) for part in version.split("."))
    return tuple(int(number[0]) for number in numbers if number)


def minor_version(version: str) -> str:
    """Return *version* without its micro part.

    >>> minor_version("3.15.0rc2")
    '3.15'
    """
    return ".".join(map(str, version_key(version)[:2]))


def includes(spans: str, version: str) -> bool:
    """Tell whether *version* lies in one of *spans*; an empty text includes every version.

    Args:
        spans: versions and spans of versions, separated by commas: "2.7, 3.8-3.13, 3.15+".
        version: such as "3.14" or "3.14.2"; it lies in "3.14" either way.

    >>> [includes("2.7, 3.8-3.13", version) for version in ("2.7", "3.10", "3.14")]
    [True, True, False]
    >>> includes("3.14+", "3.15.0"), includes("3.8-3.11.4", "3.11.7")
    (True, False)
    >>> includes("", "3.8")
    True
    """
    return not spans or any(_lies_in(version_key(version), span) for span in spans.split(","))


def _lies_in(version: tuple[int, ...], span: str) -> bool:
    """Compare as many numbers as the ends of *span* have, so that 3.14.2 lies in "3.14"."""
    first, _, last = span.strip().partition("-")
    start, end = version_key(first), version_key(last or first)
    from_start = start <= version[: len(start)]
    return from_start and (first.endswith("+") or version[: len(end)] <= end)
