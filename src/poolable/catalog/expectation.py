"""The outcome that a script's docstring promises, and for which Pythons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poolable.lab.versions import includes

# It prints and ends well, it fails with an error, or it hangs and has to be stopped.
_FIELD = re.compile(r"(Prints|Fails|Hangs)(?: on ([\d.,+ -]+))?(?: under ([a-z, ]+))?")


@dataclass(frozen=True)
class Expectation:
    """One line of a docstring, such as ``Hangs on 3.15+ under spawn: OSError``."""

    verb: str
    text: str
    versions: str = ""
    start_methods: tuple[str, ...] = ()

    def applies(self, version: str, start_method: str) -> bool:
        """Tell whether the line is about this Python and start method.

        >>> Expectation("Fails", "", "3.8-3.13", ("fork",)).applies("3.11", "fork")
        True
        """
        methods = self.start_methods or (start_method,)
        return start_method in methods and includes(self.versions, version)

    def allows(self, verb: str, text: str) -> bool:
        """Tell whether an outcome is the expected one.

        White space does not count, and ``...`` matches anything.

        >>> Expectation("Fails", "OSError: ... closed").allows("Fails", "OSError: 3 closed")
        True
        """
        pattern = ".*".join(map(re.escape, " ".join(self.text.split()).split("...")))
        return verb == self.verb and bool(re.fullmatch(pattern, " ".join(text.split())))


def parse(field: str, text: str) -> Expectation | None:
    """Return the expectation that a docstring field states, if it is one.

    >>> parse("Hangs on 3.14+ under spawn, fork", "EOFError").start_methods
    ('spawn', 'fork')
    >>> parse("Cures", "pool_in_self")
    """
    match = _FIELD.fullmatch(field)
    if match is None:
        return None
    verb, versions, methods = match.groups(default="")
    return Expectation(verb, text, versions, tuple(methods.replace(",", " ").split()))
