"""What the scripts say, what they did, and which message means which failure.

Read `script` first, then `expectation`, what a script says of itself, and `record`, what
it did; `wording` puts that into words, `messages` finds the failure that a text means.
"""

from poolable.catalog.expectation import Expectation
from poolable.catalog.script import KINDS, Script, copy, cures_of, difference, get, read, scripts

__all__ = [
    "KINDS",
    "Expectation",
    "Script",
    "copy",
    "cures_of",
    "difference",
    "get",
    "read",
    "scripts",
]
