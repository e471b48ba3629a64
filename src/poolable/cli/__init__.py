"""The command line: `parser` reads it, `commands` carries it out.

`target` loads what ``poolable explain`` is asked about.
"""

from poolable.cli.parser import main

__all__ = ["main"]
