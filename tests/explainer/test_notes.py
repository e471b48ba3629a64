"""Inside of `explaining`, pickling errors carry a report; outside nothing is patched."""

import multiprocessing
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import reduction

import pytest
from corpus.case import Job
from platforms import posix

from poolable import explaining

pytestmark = [
    posix,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
ORIGINALS = reduction.ForkingPickler.__dict__["dumps"], reduction.dump


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
    """Check that nothing is patched after the test."""
    yield
    assert restored()


@pytest.fixture(scope="module")
def pool():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        yield pool


def notes(error):
    return "\n".join(getattr(error, "__notes__", []))


SENDS = {
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


@pytest.mark.parametrize("how", SENDS)
def test_a_task_of_a_pool_gets_a_note(pool, how):
    send, path = SENDS[how]
    with explaining(), pytest.raises(TypeError) as caught:
        send(pool, Job(lock=threading.Lock()))
    text = notes(caught.value)
    assert path in text
    assert "1 culprit" in text
    assert "lock_in_self" in text


def test_a_task_of_an_executor_gets_a_note():
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as executor, explaining():
        future = executor.submit(same, Job(lock=threading.Lock()))
        with pytest.raises(TypeError) as caught:
            future.result(20)
    assert "args[0].lock" in notes(caught.value)


def test_a_result_of_an_executor_that_was_forked_inside_gets_a_note():
    context = multiprocessing.get_context("fork")
    with explaining(), ProcessPoolExecutor(1, mp_context=context) as executor:
        future = executor.submit(many, 3)
        assert "result does not cross" in notes(future.exception(20))


def test_an_object_that_is_pickled_during_an_explanation_is_not_explained():
    with explaining(), pytest.raises(TypeError):
        reduction.ForkingPickler.dumps(Nested(depth=4))
    assert Nested.asked < 100  # else three times as often for each level


def test_an_explanation_that_fails_leaves_the_error_as_it_is(pool, monkeypatch):
    monkeypatch.setattr("poolable.explainer.notes.explain_pickling", None)
    with explaining(), pytest.raises(TypeError, match="lock") as caught:
        pool.map(same, [Job(lock=threading.Lock())])
    assert "culprit" not in notes(caught.value)


def test_tasks_that_cross_work_as_before(pool):
    with explaining():
        assert pool.map(same, [1, 2]) == [1, 2]


def test_an_argument_of_a_process_under_spawn_gets_a_note():
    process = multiprocessing.get_context("spawn").Process(
        target=same, args=(Job(lock=threading.Lock()),)
    )
    with explaining(), pytest.raises(TypeError) as caught:
        process.start()
    assert "args[0].lock" in notes(caught.value)


def test_a_queue_prints_the_note(script):
    path = script("""
        import multiprocessing, threading, poolable
        if __name__ == "__main__":
            queue = multiprocessing.Queue()
            with poolable.explaining():
                queue.put([1, threading.Lock()])
                queue.close()
                queue.join_thread()
    """)
    ended = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "obj[1]" in ended.stderr
    assert "does not cross to a worker: 1 culprit." in ended.stderr
    assert ended.returncode == 0


def test_nested_blocks_add_one_note(pool):
    with explaining():
        with explaining(), pytest.raises(TypeError) as caught:
            pool.map(same, [Job(lock=threading.Lock())])
        assert not restored()
        with pytest.raises(TypeError):
            pool.map(same, [Job(lock=threading.Lock())])
    assert notes(caught.value).count("does not cross") == 1


def test_blocks_in_two_threads_overlap(pool):
    inside, over = threading.Barrier(2), threading.Barrier(2)
    text = []

    def ask():
        with explaining():
            inside.wait(20)
            try:
                pool.map(same, [Job(lock=threading.Lock())])
            except TypeError as error:
                text.append(notes(error))
            over.wait(20)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(text) == 2
    assert all("iterable[0].lock" in one for one in text)


def test_an_exception_ends_the_patch():
    with pytest.raises(KeyError), explaining():
        raise KeyError
    assert restored()


def test_after_the_block_no_note_is_added(pool):
    with explaining():
        pass
    with pytest.raises(TypeError) as caught:
        pool.map(same, [Job(lock=threading.Lock())])
    assert "culprit" not in notes(caught.value)


@pytest.mark.parametrize("raised", [ValueError, TypeError])
def test_the_class_and_text_of_the_error_stay_the_same(raised):
    class Odd:
        def __reduce__(self):
            raise raised("so")

    with explaining(), pytest.raises(raised, match="so") as caught:
        reduction.ForkingPickler.dumps([Odd()])
    assert "obj[0]" in notes(caught.value)
