"""`explain` is right about every object of the corpus."""

import pytest
from corpus.case import follow, names
from corpus.cases import CASES
from platforms import posix

from poolable import explain

pytestmark = [
    posix,
    pytest.mark.filterwarnings("ignore:Pickle, copy, and deepcopy support:DeprecationWarning"),
]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def leads_to(culprit, root, declared):
    """Tell whether the path of a culprit ends at one of the names of a declared culprit."""
    ends = follow(root, culprit.steps)
    return any(end is name for end in ends for name in names(declared))


def described(report):
    return [(culprit.path, culprit.type, culprit.stage) for culprit in report.culprits]


@every_case
def test_the_verdict_is_right_under_fork(case, root):
    report = explain(root, start_method="fork")
    assert report.ok == case.crosses("fork"), described(report)


@every_case
def test_each_path_leads_to_a_culprit_under_spawn(case, root):
    report = explain(root, start_method="spawn")
    assert report.ok == case.crosses("spawn") == (not report.culprits), described(report)
    declared = case.culprits(root)
    stages = case.stages(root)
    found = [[c for c in report.culprits if leads_to(c, root, each)] for each in declared]
    assert all(found), described(report)
    for each, culprits, stage in zip(declared, found, stages, strict=True):
        assert {culprit.stage for culprit in culprits} == {stage}
        # An owner may be named, or several parts of it; any other culprit once.
        assert type(each) is list or len(culprits) == 1, described(report)
    assert {id(culprit) for culprits in found for culprit in culprits} == set(
        map(id, report.culprits)
    ), described(report)


@pytest.mark.parametrize("case", [c for c in CASES if c.steps], ids=lambda case: case.name)
def test_the_shortest_path_is_reported(case, root):
    (culprit,) = explain(root, start_method="spawn").culprits
    assert len(culprit.steps) == case.steps
