"""The report that `explain` returns, as text, as HTML and as JSON."""

import dataclasses
import json
import pickle
import sys
import threading

import pytest
from corpus.case import Job
from platforms import posix

import poolable
from poolable import catalog

pytestmark = posix
MULTI_THREADED = "ignore:This process .* is multi-threaded:DeprecationWarning"


class Odd:
    """Its error contains characters that HTML has to escape."""

    def __reduce__(self):
        raise ValueError("<b> & 'co'")


class InInit(Exception):  # noqa: N818 - of a test
    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


@pytest.fixture
def task():
    return Job(lock=threading.Lock(), name="a", parts=[1, (n for n in ())])


def test_an_object_that_crosses_is_ok():
    report = poolable.explain(print)
    assert (report.ok, report.culprits, report.name) == (True, (), "print")
    assert str(report).startswith("print crosses: ")


@pytest.mark.filterwarnings(MULTI_THREADED)
@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("fork", "a fork"),
        ("spawn", "a new interpreter (spawn)"),
        ("forkserver", "a new interpreter (forkserver)"),
    ],
)
def test_the_verdict_says_where_the_object_was_loaded(method, place):
    verdict = poolable.explain(print, start_method=method).verdict
    assert verdict.endswith(f" bytes a task, loaded in {place}.")


def test_the_verdict_says_that_the_object_was_loaded_in_this_process():
    assert poolable.explain(print, fresh=False).verdict.endswith("loaded in this process.")


def test_every_culprit_has_a_path_a_reason_and_its_cures(task):
    report = poolable.explain(task.run)
    assert not report.ok
    lock, generator = report.culprits
    assert lock.path == "task.run.__self__.lock"
    assert generator.path == "task.run.__self__.parts[1]"
    assert lock.steps == (("attr", "__self__"), ("attr", "lock"))
    assert generator.steps == (("attr", "__self__"), ("attr", "parts"), ("index", 1))
    assert (lock.type, generator.type) == ("_thread.lock", "generator")
    assert (lock.stage, generator.stage) == ("dump", "dump")
    assert lock.reason.startswith("a lock ")
    assert lock.error.startswith("TypeError: cannot pickle")
    assert lock.failure == "lock_in_self"
    assert lock.cures == tuple(cure.name for cure in catalog.cures_of("lock_in_self")) != ()


def test_the_stage_is_a_plain_string(task):
    assert {type(culprit.stage) for culprit in poolable.explain(task).culprits} == {str}


def test_the_verdict_comes_first_then_a_block_for_each_culprit(task):
    verdict, *blocks = str(poolable.explain(task)).split("\n\n")
    assert verdict == "task does not cross to a worker: 2 culprits."
    assert [block.splitlines()[0] for block in blocks] == ["task.lock", "task.parts[1]"]
    assert "  failure lock_in_self, cured by " in blocks[0]


def test_people_see_twenty_culprits_and_programs_see_all():
    locks = [threading.Lock() for _ in range(30)]
    report = poolable.explain(locks)
    assert len(report.culprits) == 30
    assert str(report).count("lock_in_self") == report._repr_html_().count("lock_in_self") == 20
    assert str(report).endswith("\n\n... and 10 more.")
    assert "</dl><p>... and 10 more.</p>" in report._repr_html_()
    assert len(report.as_json()["culprits"]) == 30


def test_html_names_the_failure_and_its_cures(task):
    lock = poolable.explain(task).culprits[0]
    cures = ", ".join(f"<code>{name}</code>" for name in lock.cures)
    assert f"<br>failure <code>lock_in_self</code>, cured by {cures}</dd>" in lock.as_html()


def test_html_escapes_names_and_errors():
    html = poolable.explain({"<i>": Odd()}, name="<odd>")._repr_html_()
    assert "<odd>" not in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert "&lt;b&gt; &amp; &#x27;co&#x27;" in html


def test_a_culprit_without_a_failure_of_the_catalog_has_no_cures(task):
    unknown = dataclasses.replace(poolable.explain(task).culprits[0], failure="")
    assert "failure" not in str(unknown) + unknown.as_html()
    assert unknown.cures == ()


def test_json_has_the_same_culprits(task):
    report = poolable.explain({task: 1, (1, "a"): [task.lock], 10**9999: Odd()})
    told = json.loads(json.dumps(report.as_json()))
    assert [each["path"] for each in told["culprits"]] == [each.path for each in report.culprits]
    assert told["ok"] is False
    assert told["payload"]["bytes"] == report.payload
    assert told["culprits"][0]["cures"] == list(report.culprits[0].cures)


def test_the_payload_is_the_size_of_the_pickle_and_its_heaviest_parts():
    job = Job(data=b"x" * 100_000, other=[b"y" * 50_000], small=1)
    report = poolable.explain(job)
    assert report.payload == len(pickle.dumps(job, pickle.DEFAULT_PROTOCOL))
    paths = [path for path, _ in report.payload.parts]
    assert paths[0] == "job.data"
    assert "job.other" in paths
    assert "job.small" not in paths
    assert report.payload.parts[0][1] >= 100_000


def test_the_payload_does_not_contain_the_culprits(task):
    task.data = b"x" * 10_000
    assert 10_000 < poolable.explain(task).payload < 12_000


@pytest.mark.parametrize("fresh", [True, False])
def test_an_object_that_cannot_be_rebuilt_stops_at_load(fresh):
    error = InInit(1, 2)
    report = poolable.explain([error], start_method="fork", fresh=fresh)
    assert [(each.stage, each.failure) for each in report.culprits] == [
        ("load", "exception_with_init")
    ]
    assert report.fresh is fresh


@pytest.mark.filterwarnings(MULTI_THREADED)
def test_an_object_that_only_this_process_can_rebuild_stops_at_fresh(monkeypatch):
    module = type(sys)("only_here")
    module.Here = type("Here", (), {"__module__": "only_here"})
    monkeypatch.setitem(sys.modules, "only_here", module)
    here = module.Here()
    assert poolable.explain(here, fresh=False).ok
    assert poolable.explain(here, start_method="fork").ok
    (culprit,) = poolable.explain(here, start_method="spawn").culprits
    assert (culprit.stage, culprit.path) == ("fresh", "here.__class__")


def test_check_returns_none_or_raises_the_report(task):
    assert poolable.check(print) is None
    with pytest.raises(poolable.NotPoolable) as caught:
        poolable.check(task.run)
    assert caught.value.report.culprits[0].path == "task.run.__self__.lock"
    assert str(caught.value) == str(caught.value.report)
    assert isinstance(caught.value, TypeError)


def test_not_poolable_itself_crosses(task):
    with pytest.raises(poolable.NotPoolable) as caught:
        poolable.check(task)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert poolable.explain(caught.value).ok
