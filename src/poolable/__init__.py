"""Every way a Python process pool fails, reproduced; every cure, ready to copy."""

from poolable.explainer.explain import check, explain
from poolable.explainer.notes import explaining
from poolable.explainer.report import Culprit, NotPoolable, Report
from poolable.measure.meter import meter
from poolable.shared import Shared

__all__ = ["Culprit", "NotPoolable", "Report", "Shared", "check", "explain", "explaining", "meter"]
__version__ = "0.1.0"
