"""Start programs as a terminal starts them."""

import subprocess
import sys


def start(path, **options):
    """Start a program in a session of its own, so that a signal can reach all its processes."""
    return subprocess.Popen(
        [sys.executable, path],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )
