"""The answers in the corpus are right: pickle and the workers of a Pool agree."""

import io
import json
import os
import pickle
import signal
import subprocess
import sys
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest
from corpus.case import follow, names
from corpus.cases import CASES
from platforms import posix

PROGRAM = "corpus.truth"
METHODS = ("fork", "spawn", "forkserver")
LIMIT = 240  # seconds for the whole corpus under one start method

pytestmark = [
    posix,
    pytest.mark.timeout(LIMIT + 20),
    pytest.mark.filterwarnings("ignore:Pickle, copy, and deepcopy support:DeprecationWarning"),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
refusals = [case for case in CASES if case.stage]


def arrivals(start_method):
    """Return whether each root arrives at a worker, and the answer of the worker."""
    command = [sys.executable, "-m", PROGRAM, start_method]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as child:
        try:
            out, err = child.communicate(timeout=LIMIT)
        finally:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # all processes have ended
    assert child.returncode == 0, err.decode(errors="replace")[-3000:]
    return json.loads(out)


def dumped(root, cut=()):
    """Pickle as a Pool does, without the objects in *cut*."""

    class Cutter(ForkingPickler):
        def persistent_id(self, obj):
            return "cut" if any(obj is each for each in cut) else None

    file = io.BytesIO()
    Cutter(file).dump(root)
    return file.getvalue()


class StandIn(Exception):  # noqa: N818 - it stands for an exception, too
    """Takes the place of an object that was removed: a function, an exception or an owner."""

    def __call__(self, *arguments):
        return self

    __enter__ = __exit__ = __call__

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self


def loaded(payload):
    """Rebuild, with stand-ins for the removed objects."""

    class Filler(pickle.Unpickler):
        def persistent_load(self, _):
            return StandIn()

    return Filler(io.BytesIO(payload)).load()


def stops_here(root, cut=()):
    """Return the stage at which an object stops in this process, "" if at none."""
    try:
        payload = dumped(root, cut)
    except Exception:
        return "dump"
    try:
        loaded(payload)
    except Exception:
        return "load"
    return ""


def owners(case, root):
    """Return the culprits, each by the first of its names, with its stage."""
    culprits = [names(culprit)[0] for culprit in case.culprits(root)]
    return list(zip(culprits, case.stages(root), strict=True))


def unique(objects):
    """Return the objects without those that are there already."""
    return list({id(obj): obj for obj in objects}.values())


@pytest.mark.parametrize("start_method", METHODS)
def test_the_worker_of_a_pool_gets_each_object_that_crosses(start_method):
    there = [case for case in CASES if not case.missing]
    arrived = arrivals(start_method)
    wrong = [case for case in there if arrived[case.name][0] != case.crosses(start_method)]
    assert {case.name: arrived[case.name] for case in wrong} == {}


# The sockets that are rebuilt here are not closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@every_case
def test_pickle_stops_at_the_stage_of_the_case(case, root):
    stages = {*case.stages(root), case.stage} & {"dump", "load"}
    assert stops_here(root) == min(stages, default="")


@pytest.mark.parametrize("case", refusals, ids=lambda case: case.name)
def test_each_culprit_is_refused_alone(case, root):
    for culprit, stage in owners(case, root):
        assert stops_here(culprit) == ("" if stage == "fresh" else stage)


@pytest.mark.parametrize("case", refusals, ids=lambda case: case.name)
def test_without_its_culprits_the_rest_crosses(case, root):
    culprits = [culprit for culprit, _ in owners(case, root)]
    assert len(unique(culprits)) == len(culprits) > 0
    assert stops_here(root, culprits) == ""
    for kept, stage in owners(case, root):
        rest = [culprit for culprit in culprits if culprit is not kept]
        assert stops_here(root, rest) == ("" if stage == "fresh" else stage)


@every_case
def test_a_case_that_crosses_has_no_culprit(case, root):
    assert bool(case.culprits(root)) == bool(case.stage)


@every_case
def test_the_culprits_are_the_same_twice(case, root):
    """Else no path could lead to them."""
    first, again = (
        [name for culprit in case.culprits(root) for name in names(culprit)] for _ in "ab"
    )
    assert list(map(id, first)) == list(map(id, again))


def test_the_sources_are_addresses():
    assert {case.source.split("//")[0] for case in CASES} == {"https:", "constructed"}


class Example:
    """Has a part for each kind of step."""

    def __init__(self, part):
        self.attribute, self.held = {"b": (0, part)}, {part}

    def __getstate__(self):
        return {"part": self.held}


@pytest.mark.parametrize(
    "steps",
    [
        [("attr", "attribute"), ("item", "b"), ("index", 1)],
        [("attr", "held"), ("member", None)],
        [("state", "part"), ("member", None)],
        [("state", None), ("item", "part"), ("member", None)],
        [("reduce", 2), ("item", "part"), ("member", None)],
        [("attr", "__init__"), ("global", "PROGRAM")],
    ],
)
def test_a_path_is_followed(steps):
    part = PROGRAM
    assert any(end is part for end in follow(Example(part), steps))


def test_a_path_is_followed_into_keys_and_closures():
    part = object()
    assert follow({1: 2, part: 3}, [("key", 1)]) == [part]
    assert follow(lambda: part, [("closure", "part")]) == [part]
