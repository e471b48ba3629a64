"""Run any file within limits, and always come back; nothing here knows the catalog.

Read `runner` first, then `process_group`; `interpreters` finds the Pythons of this
machine, `error_line` reads what a run printed.
"""

from poolable.lab.interpreters import Interpreter, installed, probe, running
from poolable.lab.runner import Outcome, run

__all__ = ["Interpreter", "Outcome", "installed", "probe", "run", "running"]
