"""Numbers and pictures of a pool at work: the messages that it sent, the tasks that it did.

Read `meter`, which counts the messages, and `traffic`, which holds the counts; then `timeline`,
which worker did which task when, `chart`, for all other numbers, and `svg`, which both draw with.
"""

from poolable.measure.chart import Bars, Lines, format_bytes, format_seconds
from poolable.measure.timeline import Timeline, WatchedPool

__all__ = ["Bars", "Lines", "Timeline", "WatchedPool", "format_bytes", "format_seconds"]
