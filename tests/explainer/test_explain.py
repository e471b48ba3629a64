"""The options of `explain`, and the state of the program that it leaves as it was."""

import copyreg
import gc
import multiprocessing
import signal
import threading

import pytest
from corpus.case import Job
from platforms import posix

import poolable
from poolable.errors import WrongUsage

pytestmark = [
    posix,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


def explain_in_worker(_):
    return str(poolable.explain(Job(lock=threading.Lock()), name="job"))


@pytest.fixture
def task():
    return Job(lock=threading.Lock(), parts=[1, (n for n in ())])


@pytest.mark.parametrize("method", ["loky", "loky_init_main"])
def test_a_start_method_of_another_library_starts_like_spawn(monkeypatch, method):
    known = multiprocessing.get_all_start_methods()
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: [*known, method])
    assert poolable.explain(print, start_method=method).ok


def test_the_start_method_is_that_of_the_program_by_default():
    expected = multiprocessing.get_start_method(allow_none=True)
    assert poolable.explain(1).start_method == (
        expected or multiprocessing.get_all_start_methods()[0]
    )


@pytest.mark.parametrize(
    "options",
    [{"start_method": "teleport"}, {"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}],
)
def test_wrong_options_are_refused(options):
    with pytest.raises(WrongUsage, match=r"choose from|above 0"):
        poolable.explain(1, **options)


def test_no_start_method_is_fixed(run):
    out = run("""
        import multiprocessing, threading, poolable
        if __name__ == "__main__":
            for method in (None, *multiprocessing.get_all_start_methods()):
                assert not poolable.explain(threading.Lock(), start_method=method).ok
                assert poolable.explain(1, start_method=method).ok
            print(multiprocessing.get_start_method(allow_none=True))
    """)
    assert out == "None\n"


def test_signal_handlers_and_the_garbage_collector_stay_as_they_are(task):
    def handler(_signal, _frame):
        pass

    numbers = (signal.SIGALRM, signal.SIGINT)
    for alarm in (handler, signal.SIG_DFL, signal.getsignal(signal.SIGALRM)):
        before = signal.signal(signal.SIGALRM, alarm)
        try:
            expected = [signal.getsignal(number) for number in numbers]
            assert not poolable.explain(task, fresh=False).ok
            assert [signal.getsignal(number) for number in numbers] == expected
        finally:
            signal.signal(signal.SIGALRM, before)
    assert gc.isenabled()


def test_explain_works_in_a_thread(task):
    found = []
    thread = threading.Thread(target=lambda: found.append(poolable.explain(task, timeout=5)))
    thread.start()
    thread.join()
    assert [each.path for each in found[0].culprits] == ["task.lock", "task.parts[1]"]


def test_explain_works_in_a_worker():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert "job.lock" in pool.map(explain_in_worker, [1])[0]


class Registered:
    """A plain class, to whose objects copyreg gives a reducer."""

    def __init__(self):
        self.n = 10


def test_a_plain_object_with_a_reducer_of_copyreg_that_raises_is_the_culprit(monkeypatch):
    def refuse(obj):
        raise ValueError("no")

    monkeypatch.setitem(copyreg.dispatch_table, Registered, refuse)
    things = {"a": [1, Registered()]}
    (culprit,) = poolable.explain(things, start_method="fork").culprits
    assert (culprit.path, culprit.error) == ("things['a'][1]", "ValueError: no")
