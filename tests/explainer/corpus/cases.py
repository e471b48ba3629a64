"""The corpus that `explain` is held to: objects modelled on reports, and the truth about them."""

# Views of dicts cross in a program that imports this module, and some of the cases import it.
import multiprocessing.managers  # noqa: F401 - registers reducers

# Each of these modules adds its cases to the list. Slow modules are imported inside of their
# functions: after a case that ends its worker, the next worker imports all of this again.
from corpus import (
    arrival,  # noqa: F401 - adds its cases
    containers,  # noqa: F401
    functions,  # noqa: F401
    healthy,  # noqa: F401
    protocol,  # noqa: F401
    resources,  # noqa: F401
)
from corpus.case import CASES

assert len({case.name for case in CASES}) == len(CASES)
