"""The block unlinks its segment, also when it raises."""

from pathlib import Path

import poolable
from poolable import lab

PACKAGES = Path(poolable.__file__).parent.parent
PROGRAM = """
from poolable.patterns.results.owned_segment import SharedMemory, shared_memory

try:
    with shared_memory(8) as segment:
        print(SharedMemory(segment.name).size >= 8)
        1 / 0
except ZeroDivisionError:
    SharedMemory(segment.name)
"""


def test_a_segment_is_gone_after_an_error(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    outcome = lab.run(script, packages=PACKAGES)
    assert outcome.stdout == "True\n"
    assert outcome.error.startswith("FileNotFoundError")
    assert "leaked" not in outcome.stderr
