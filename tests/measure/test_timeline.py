"""Which worker did which task when."""

import os
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

import pytest

from poolable.measure.svg import COLORS
from poolable.measure.timeline import Task, TimedTask, Timeline, WatchedPool


def test_no_task_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match="timeline") as caught:
        Timeline([])
    assert str(caught.value) == "a timeline needs a task: map something first."


@pytest.mark.parametrize(
    ("spans", "peak"),
    [
        ([(0.0, 1.0)], 1),
        ([(0.0, 0.0)], 1),
        ([(0.0, 1.0), (1.0, 2.0)], 1),
        ([(0.0, 1.0), (0.5, 2.0)], 2),
        ([(0.0, 3.0), (0.5, 1.0), (1.0, 2.0)], 2),
        ([(0.0, 3.0), (0.5, 2.5), (1.0, 2.0)], 3),
    ],
)
def test_the_peak_is_the_most_tasks_that_overlap(spans, peak):
    assert Timeline(Task(worker, *span) for worker, span in enumerate(spans)).peak == peak


def test_tasks_are_sorted_by_start_and_seconds_reach_to_the_last_end():
    timeline = Timeline([Task(2, 6.0, 7.0), Task(1, 5.0, 9.5)])
    assert [task.worker for task in timeline.tasks] == [1, 2]
    assert timeline.workers == [1, 2]
    assert timeline.seconds == 4.5


def test_one_is_singular():
    assert repr(Timeline([Task(1, 0.0, 0.5)])) == "1 task on 1 worker, 1 at a time, in 0.50 s"


def test_where_it_ran_is_said_and_escaped():
    timeline = Timeline([Task(1, 0.0, 0.5)], "CPython <3.15>")
    assert repr(timeline).endswith("in 0.50 s; CPython <3.15>")
    assert "in 0.50 s; CPython &lt;3.15&gt;</figcaption>" in timeline._repr_html_()


def test_the_drawing_has_a_bar_for_each_task_and_a_row_for_each_worker():
    timeline = Timeline([Task(7, 0.0, 1.0), Task(8, 0.5, 2.0), Task(7, 1.0, 2.0)])
    drawing = timeline._repr_html_()
    bars = re.findall(r'x="([\d.]+%)" y="(\d+)".*?width="([\d.]+%)".*?fill="(#\w+)"', drawing)
    assert [(x, width, color) for x, _, width, color in bars] == [
        ("0.00%", "50.00%", COLORS[0]),
        ("25.00%", "75.00%", COLORS[1]),
        ("50.00%", "50.00%", COLORS[0]),
    ]
    assert bars[0][1] == bars[2][1] != bars[1][1]
    assert re.findall(r">(worker \d)<", drawing) == ["worker 1", "worker 2"]
    assert re.findall("<title>(.*?)</title>", drawing) == [
        "task 1: 0 to 1000 ms",
        "task 2: 500 to 2000 ms",
        "task 3: 1000 to 2000 ms",
    ]


def test_a_bar_lies_in_the_row_of_its_worker():
    tasks = [Task(7, 0.0, 1.0), Task(8, 0.5, 1.0), Task(8, 1.0, 2.0), Task(7, 1.5, 2.0)]
    rows = re.findall(r'<rect [^>]*?y="(\d+)"', Timeline(tasks)._repr_html_())
    first, second = rows[:2]
    assert int(first) < int(second)
    assert rows == [first, second, second, first]


def test_a_task_too_short_for_the_clock_is_drawn_all_the_same():
    assert 'width="0.20%"' in Timeline([Task(1, 3.0, 3.0)])._repr_html_()


def test_a_timed_task_travels_and_says_who_did_it():
    result, task = pickle.loads(pickle.dumps(TimedTask(len)))("abc")
    assert result == 3
    assert task.worker == os.getpid()
    assert task.start <= task.end


@pytest.mark.parametrize("make", [ThreadPool, ThreadPoolExecutor])
def test_a_watched_pool_maps_as_the_pool_does(make):
    with make(2) as pool:
        watch = WatchedPool(pool, "fork")
        assert watch.map(abs, [-1, 2]) == [1, 2]
        assert watch.map(abs, [-3], chunksize=1) == [3]
    assert len(watch.timeline.tasks) == 3
    assert repr(watch.timeline).endswith(", fork")


def test_a_watched_pool_leaves_all_else_to_the_pool():
    with ThreadPool(2) as pool:
        assert WatchedPool(pool, "fork").apply(abs, [-1]) == 1


def test_a_pool_that_did_nothing_has_no_timeline():
    with ThreadPool(1) as pool, pytest.raises(ValueError, match="map something first"):
        _ = WatchedPool(pool, "fork").timeline
