"""Whatever an object does, `explain` ends in time and names it, and no exception escapes."""

import json
import sys
import time
from multiprocessing.reduction import ForkingPickler

import pytest
from hostile.case import AS_PICKLE_SAYS, DEEP, SOMETHING
from hostile.cases import CASES
from hostile.endless import SwallowsAll
from platforms import posix

import poolable

pytestmark = posix
PLACE = (("index", 1),)  # of the hostile object in the root
SPARE = 15.0  # seconds more than the time limits, on a busy machine
PHASES = 6  # pickling, loading, walking and the like each have the time limit


def is_same_step(step, expected):
    """Compare two steps; a hostile key may not be compared, so the class of it is expected."""
    kind, value = step
    return kind == expected[0] and (
        type(value) is expected[1]
        or value is expected[1]
        or (type(value) in (int, str) and value == expected[1])
    )


def are_same_steps(steps, expected):
    pairs = zip(steps, PLACE + expected, strict=False)
    return len(steps) == len(PLACE + expected) and all(is_same_step(*pair) for pair in pairs)


def crosses_here(root):
    """Tell whether pickle itself accepts *root*."""
    try:
        ForkingPickler.dumps(root)
    except Exception:
        return False
    return True


def is_too_deep(root):
    try:
        ForkingPickler.dumps(root)
    except RecursionError:
        return True
    except Exception:
        return False
    return False


def assert_expected(case, report, root):
    """Compare the culprits of a report with those that are expected."""
    paths = [culprit.path[-80:] for culprit in report.culprits]
    if SOMETHING in case.culprits:
        assert not report.ok
        return
    if AS_PICKLE_SAYS in case.culprits:
        assert report.ok == crosses_here([0, case.make()]), paths
        return
    expected = [steps for steps in case.culprits if steps is not DEEP]
    for steps in expected:
        found = [each for each in report.culprits if are_same_steps(each.steps, steps)]
        assert len(found) == 1, paths
        assert case.stage is None or found[0].stage == case.stage
    if DEEP in case.culprits:
        assert report.ok == (not expected and not is_too_deep(root)), paths
        assert len(report.culprits) <= len(expected) + 1
    else:
        assert len(report.culprits) == len(expected), paths


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_explain_ends_in_time_and_names_the_hostile_object(case):
    root = [0, case.make()]
    began = time.monotonic()
    report = poolable.explain(root, start_method="fork", timeout=case.timeout)
    assert time.monotonic() - began < SPARE + PHASES * case.timeout
    assert len(str(report)) < 100_000
    assert (str(report) + report._repr_html_()).encode()  # no lone surrogate: it cannot be printed
    json.dumps(report.as_json())
    assert_expected(case, report, root)


def test_no_exception_and_no_trace_function_stays_after_an_interrupt():
    tracing = sys.gettrace()
    poolable.explain(SwallowsAll(), start_method="fork", timeout=0.2)
    assert sys.exc_info()[1] is None
    assert sys.gettrace() is tracing


def test_no_text_of_an_object_controls_the_terminal():
    def refuse(self, protocol):
        raise type("\x1b[31m", (ValueError,), {})("\x1b[31m\0\u202e")

    kind = type("\x1b[31m", (), {"__reduce_ex__": refuse, "__module__": "\x1b[31m"})
    report = poolable.explain({"\x1b[31m": kind()}, start_method="fork")
    assert len(report.culprits) == 1
    assert (str(report) + report._repr_html_()).replace("\n", "").isprintable()
