"""Wait until a condition is true, and no longer."""

import time

SECONDS = 30.0  # far more than any condition takes, even on a busy machine
TICK = 0.02  # seconds between two looks


def eventually(condition, complaint=lambda: "it never came true", seconds=SECONDS):
    """Return the first true value of *condition*, or fail with the complaint.

    >>> eventually(lambda: 42)
    42
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, complaint()
        time.sleep(TICK)
    return value
