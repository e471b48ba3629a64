"""Every way a Python process pool fails, reproduced; every cure, ready to copy."""

from poolable.explain import check, explain
from poolable.explaining import explaining
from poolable.report import Culprit, NotPoolable, Report

TYPE_CHECKING = False  # what typing calls so, without importing it
if TYPE_CHECKING:
    from poolable.meter import meter

__all__ = ["Culprit", "NotPoolable", "Report", "check", "explain", "explaining", "meter"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import what is rarely used when it is first asked for."""
    if name == "meter":
        from poolable.meter import meter

        globals()[name] = meter  # else it would be the module, once that is imported
        return meter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
