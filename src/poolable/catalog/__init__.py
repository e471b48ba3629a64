"""What the scripts say, what they did, and which message means which failure.

Read `script` first, then `folder`, which sorts the scripts, `expectation`, what a script says
of itself, and `record`, what it did; `wording` puts that into words, `messages` finds the
failure that a text means.
"""

from poolable.catalog.expectation import Expectation
from poolable.catalog.folder import KINDS, Folder, folders
from poolable.catalog.script import Script, copy, cures_of, difference, get, is_small, read, scripts

__all__ = [
    "KINDS",
    "Expectation",
    "Folder",
    "Script",
    "copy",
    "cures_of",
    "difference",
    "folders",
    "get",
    "is_small",
    "read",
    "scripts",
]
