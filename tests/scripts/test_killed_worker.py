"""A worker is killed in the middle of a task of every pattern: no pattern hangs unannounced."""

import importlib.util
import re
from pathlib import Path

import pytest

from poolable import lab
from poolable.catalog import get, scripts
from poolable.lab.interpreters import running
from poolable.lab.versions import includes

DOCS = Path(__file__).parents[2] / "docs" / "patterns"
# Not all: up to 3.11 an executor may hang if a worker dies while another is being started,
# which only fork, by starting all of them at once, prevents.
METHODS = sorted({"fork", running().default} & set(running().start_methods))
HANGS = re.compile(
    r"^Kill a worker, and this hangs: .*`Pool`.* waits for the result of a dead worker for ever "
    r"\(see \{script\}`worker_killed`\)\.$",
    re.MULTILINE,
)
NAMES_THE_DEAD = re.compile(
    r"BrokenProcessPool|TerminatedWorkerError|ProcessExpired|died with exit code -9"
)
LARGE_MESSAGES = {"flattened_state"}
WITHOUT_WORKERS = {
    "interpreter_executor": "its workers are threads, and a killed thread is a killed program",
}

# Imported by every process. The first worker that calls a function of the script, after its
# initializer, kills itself. Pool and executors alike have the initializer as third argument.
HOOK = """
import os, signal, sys
from {package} import process

def kill_once(frame, event, arg):
    if event == "call" and frame.f_code.co_filename.startswith(FILES):
        try:
            os.close(os.open({flag!r}, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

def start(initializer):
    def start_worker(*initargs):
        if initializer is not None:
            initializer(*initargs)
        sys.setprofile(kill_once)
    return start_worker

def run(self):
    if self._target.__name__ in ("worker", "_process_worker"):
        args = list(self._args)
        args[2] = start(args[2])
        self._args = tuple(args)
    else:
        sys.setprofile(kill_once)
    run_unchanged(self)

# the folder of the script, a notebook's cell, cloudpickle's functions
FILES = os.environ.get("TMPDIR", "?"), "<cell", "<dynamic-code>"
run_unchanged, process.BaseProcess.run = process.BaseProcess.run, run
"""


def run_and_kill(path, folder, method=None, needs=()):
    """Run the script in *path* with the hook that lies in *folder*; return its outcome."""
    package = "multiprocess" if "pathos" in needs else "multiprocessing"
    flag = folder / "killed"
    (folder / "sitecustomize.py").write_text(HOOK.format(package=package, flag=str(flag)))
    outcome = lab.run(path, start_method=method, packages=folder, timeout=30, idle_timeout=1)
    assert flag.exists(), f"no worker was killed: {outcome}"
    return outcome


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in scripts() if get(name).kind == "pattern"])
def test_a_killed_worker_is_named_or_its_work_done_again(name, method, tmp_path):
    script = get(name)
    if name in WITHOUT_WORKERS:
        pytest.skip(WITHOUT_WORKERS[name])
    if script.expected(running().version, method) is None:
        pytest.skip(f"{name} runs on Python {script.runs_on}")
    if name in LARGE_MESSAGES and includes("3.8-3.11.4", running().version):
        pytest.skip("its messages fill the pipe: https://github.com/python/cpython/issues/94777")
    for package in script.needs:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{name} needs {package}")
    outcome = run_and_kill(script.path, tmp_path, method, script.needs)
    page = (DOCS / script.folder / f"{name}.md").read_text(encoding="utf-8")
    if HANGS.search(page.partition("\n## ")[0]):  # it says so at once
        assert outcome.verb == "Hangs", outcome
    elif outcome.verb == "Fails":
        assert NAMES_THE_DEAD.search(outcome.error), outcome
    else:
        expected = script.expected(running().version, method)
        assert expected.allows(outcome.verb, outcome.text), outcome
    assert outcome.left_behind == 0
