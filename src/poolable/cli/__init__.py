"""The command line: `parser` reads the arguments, `commands` does the work.

`target` loads the object that ``poolable explain`` is asked about.
"""

from poolable.cli.parser import main

__all__ = ["main"]
