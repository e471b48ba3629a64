"""The corpus that `explain` is held to: objects modelled on reports, and the truth about them."""

# Views of dicts cross where this module was imported, and it comes with some of the cases.
import multiprocessing.managers  # noqa: F401

# Each of these modules adds its cases to the list. What takes long to import their functions
# import, for a worker that a case ends is followed by one that imports all of this.
from corpus import (
    arrival,  # noqa: F401
    containers,  # noqa: F401
    functions,  # noqa: F401
    healthy,  # noqa: F401
    protocol,  # noqa: F401
    resources,  # noqa: F401
)
from corpus.case import CASES

assert len({case.name for case in CASES}) == len(CASES) >= 90
