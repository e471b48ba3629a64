"""Run any file within limits, and always come back. This room does not know the catalog.

Read `runner` first, then `process_group` and `processes`, which end everything that it
starts. `interpreters` finds the Pythons of this machine, `versions` orders them, and
`error_line` reads the error that a run printed.
"""

from poolable.lab.interpreters import Interpreter, installed, probe, running
from poolable.lab.runner import Outcome, run

__all__ = ["Interpreter", "Outcome", "installed", "probe", "run", "running"]
