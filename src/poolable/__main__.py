"""Run the command line: ``python -m poolable``."""

import sys

from poolable.cli import main

if __name__ == "__main__":
    sys.exit(main())
