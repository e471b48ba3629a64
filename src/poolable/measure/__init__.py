"""What a pool sent and did, as numbers and as pictures.

Read `meter`, which counts what is pickled, and `traffic`, what it counted; then
`timeline`, who did which task when, and `chart`, for everything else.
"""

from poolable.measure.chart import Bars, Lines, of_bytes, of_seconds
from poolable.measure.timeline import Timeline, Watch

__all__ = ["Bars", "Lines", "Timeline", "Watch", "of_bytes", "of_seconds"]
