"""Every way a Python process pool fails, reproduced; every cure, ready to copy."""

from poolable.explain import check, explain
from poolable.explaining import explaining
from poolable.report import Culprit, NotPoolable, Report

__all__ = ["Culprit", "NotPoolable", "Report", "check", "explain", "explaining"]
__version__ = "0.1.0"
