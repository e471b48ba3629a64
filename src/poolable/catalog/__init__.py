"""The scripts as data: their promises, their runs, their record and their messages.

Read `script` first, then `folder`, which sorts the scripts, and `expectation`, which reads
their promises. `trial` runs a script and judges the outcome. `record` keeps the outcomes and
`wording` puts them into words. `templates` makes templates of the recorded messages, and knows
how other Pythons word them; `messages` finds the failure that a text means.
Other rooms use the names below, and `trial`, `record`, `wording` and `messages`.
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
