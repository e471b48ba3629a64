"""Inside of `explaining`, failures to pickle carry the report; outside nothing is patched."""

import multiprocessing
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import reduction

import pytest
from platforms import posix

from poolable import explaining

pytestmark = [
    posix,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
ORIGINALS = reduction.ForkingPickler.__dict__["dumps"], reduction.dump


class Job:
    def __init__(self):
        self.lock = threading.Lock()

    def run(self, x):
        return x


def same(x):
    return x


def many(n):
    return (x for x in range(n))


class Nested:
    """Pickles its parts with the patched pickler as well."""

    asked = 0

    def __init__(self, depth):
        self.depth = depth

    def __reduce__(self):
        Nested.asked += 1
        part = Nested(self.depth - 1) if self.depth else threading.Lock()
        return bytes, (reduction.ForkingPickler.dumps(part),)


def restored():
    now = reduction.ForkingPickler.__dict__["dumps"], reduction.dump
    return all(one is other for one, other in zip(now, ORIGINALS, strict=True))


@pytest.fixture(autouse=True)
def originals():
    """See to it that nothing is patched after the test."""
    yield
    assert restored()


@pytest.fixture(scope="module")
def pool():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        yield pool


def notes(error):
    return "\n".join(getattr(error, "__notes__", []))


WAYS = {
    "map": (lambda pool, job: pool.map(job.run, [1]), "func.__self__.lock"),
    "map over": (lambda pool, job: pool.map(same, [1, job], 2), "iterable[1].lock"),
    "map over chunks": (
        lambda pool, job: pool.map(same, [1, 2, 3, job, 5], 2),
        "chunks[1][1].lock",
    ),
    "imap over chunks": (
        lambda pool, job: list(pool.imap(same, [1, 2, 3, 4, job], 2)),
        "chunks[2][0].lock",
    ),
    "starmap": (lambda pool, job: pool.starmap(same, [(job,)]), "iterable[0][0].lock"),
    "apply": (lambda pool, job: pool.apply(same, (job,)), "args[0].lock"),
    "apply_async": (lambda pool, job: pool.apply_async(same, (1, job)).get(9), "args[1].lock"),
    "by name": (lambda pool, job: pool.apply(same, (), {"x": job}), "kwds['x'].lock"),
    "imap": (lambda pool, job: list(pool.imap(job.run, [1])), ".__self__.lock"),
    "imap in batches": (lambda pool, job: list(pool.imap(job.run, [1, 2], 2)), ".__self__.lock"),
    "imap_unordered": (lambda pool, job: list(pool.imap_unordered(job.run, [1])), ".lock"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_task_of_a_pool(pool, way):
    send, path = WAYS[way]
    with explaining(), pytest.raises(TypeError) as caught:
        send(pool, Job())
    told = notes(caught.value)
    assert path in told
    assert "1 culprit" in told
    assert "lock_in_self" in told


def test_a_task_of_an_executor():
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as executor, explaining():
        future = executor.submit(same, Job())
        with pytest.raises(TypeError) as caught:
            future.result(20)
    assert "args[0].lock" in notes(caught.value)


def test_a_result_of_an_executor_that_was_forked_inside():
    context = multiprocessing.get_context("fork")
    with explaining(), ProcessPoolExecutor(1, mp_context=context) as executor:
        future = executor.submit(many, 3)
        assert "result does not cross" in notes(future.exception(20))


def test_what_pickles_while_it_is_explained_is_not_explained_in_turn():
    with explaining(), pytest.raises(TypeError):
        reduction.ForkingPickler.dumps(Nested(depth=4))
    assert Nested.asked < 100  # or three times as often for each that is inside


def test_a_search_that_fails_leaves_the_error_as_it_is(pool, monkeypatch):
    monkeypatch.setattr("poolable.explainer.notes.explain_pickling", None)
    with explaining(), pytest.raises(TypeError, match="lock") as caught:
        pool.map(same, [Job()])
    assert "culprit" not in notes(caught.value)


def test_what_crosses_is_not_noted(pool):
    with explaining():
        assert pool.map(same, [1, 2]) == [1, 2]


def test_a_process_under_spawn():
    process = multiprocessing.get_context("spawn").Process(target=same, args=(Job(),))
    with explaining(), pytest.raises(TypeError) as caught:
        process.start()
    assert "args[0].lock" in notes(caught.value)


def test_a_queue_prints_the_notes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
        import multiprocessing, threading, poolable
        if __name__ == "__main__":
            queue = multiprocessing.Queue()
            with poolable.explaining():
                queue.put([1, threading.Lock()])
                queue.close()
                queue.join_thread()
        """)
    )
    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "obj[1]" in ended.stderr
    assert "does not cross to a worker: 1 culprit." in ended.stderr
    assert ended.returncode == 0


def test_nested_it_notes_once(pool):
    with explaining():
        with explaining(), pytest.raises(TypeError) as caught:
            pool.map(same, [Job()])
        assert not restored()
        with pytest.raises(TypeError):
            pool.map(same, [Job()])
    assert notes(caught.value).count("does not cross") == 1


def test_from_two_threads(pool):
    inside, over = threading.Barrier(2), threading.Barrier(2)
    told = []

    def ask():
        with explaining():
            inside.wait(20)
            try:
                pool.map(same, [Job()])
            except TypeError as error:
                told.append(notes(error))
            over.wait(20)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 2
    assert all("iterable[0].lock" in one for one in told)


def test_it_is_over_after_an_exception():
    with pytest.raises(KeyError), explaining():
        raise KeyError
    assert restored()


def test_outside_of_it_nothing_is_noted(pool):
    with explaining():
        pass
    with pytest.raises(TypeError) as caught:
        pool.map(same, [Job()])
    assert "culprit" not in notes(caught.value)


@pytest.mark.parametrize("raised", [ValueError, TypeError])
def test_the_error_stays_the_same(raised):
    class Odd:
        def __reduce__(self):
            raise raised("so")

    with explaining(), pytest.raises(raised, match="so") as caught:
        reduction.ForkingPickler.dumps([Odd()])
    assert "obj[0]" in notes(caught.value)
