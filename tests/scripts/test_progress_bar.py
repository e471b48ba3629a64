"""The bar of progress_bar ends full, and moves while the tasks run."""

import re
import subprocess
import sys

import pytest

from poolable import lab
from poolable.catalog import get

pytest.importorskip("tqdm")


def test_the_bar_ends_full():
    outcome = lab.run(get("progress_bar").path)
    assert re.fullmatch(r"100%\|.*\| 20/20 \[.*\]\n", outcome.stderr)


def test_the_bar_moves_while_tasks_run(script):
    source = get("progress_bar").source.replace("Executor()", "Executor(1)")
    source = source.replace(
        "    return", "    time.sleep(0.05)  # tqdm draws every 0.1 s\n    return"
    )
    path = script(source.replace("from tqdm", "import time\nfrom tqdm"))
    run = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    seen = {int(done) for done in re.findall(r"(\d+)/20", run.stderr)}
    assert seen >= {0, 20}
    assert seen - {0, 20}
