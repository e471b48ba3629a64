"""Every way a Python process pool fails, reproduced; every cure, ready to copy."""

from poolable.explain import check, explain
from poolable.report import NotPoolable

__all__ = ["NotPoolable", "check", "explain"]
__version__ = "0.1.0"
