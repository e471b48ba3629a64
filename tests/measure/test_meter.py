"""Every message is counted exactly, and afterwards nothing is left patched."""

import multiprocessing
import pickle
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing import reduction

import pytest

from poolable.explainer.notes import explaining
from poolable.lab.interpreters import running
from poolable.measure.meter import meter
from poolable.measure.traffic import Meter

# Other tests leave threads behind; what is forked here does not touch them.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

WORKERS, TASKS = 2, 64
METHODS = running().start_methods  # loky adds its own to this process when it is imported


class BigPow:
    def __init__(self, n=10, size=10_000):
        self.n = n
        self.state = bytes(size)

    def pow(self, x):
        return x**self.n

    def add(self, x, y):
        return x + y

    @classmethod
    def none(cls, x):
        return None


class Refuses:
    def __reduce__(self):
        raise TypeError("it refuses")


def start_worker(state):
    global shared
    shared = state


def is_patched(_=None):
    return any(
        getattr(function, "__module__", "") == "poolable.measure.meter"
        for function in (
            reduction.ForkingPickler.dumps,
            reduction.ForkingPickler.loads,
            reduction.dump,
        )
    )


@pytest.fixture(autouse=True)
def unpatched():
    yield
    assert not is_patched()
    assert reduction.ForkingPickler.loads is pickle.loads


@pytest.fixture(params=METHODS, scope="module")
def context(request):
    return multiprocessing.get_context(request.param)


@pytest.fixture(scope="module")
def pool(context):
    with context.Pool(WORKERS) as pool:
        yield pool


@pytest.fixture(scope="module")
def executor(context):
    with ProcessPoolExecutor(WORKERS, context) as executor:
        yield executor


def of(m, name):
    """Return how often the root called *name* was pickled."""
    (root,) = (root for root in m.roots if root.name == name)
    return root.messages


# each way of sending 64 tasks, and how many messages it takes with 2 workers
POOL = {
    "map": (lambda pool, f: pool.map(f, range(TASKS)), 8),
    "map, chunks of 5": (lambda pool, f: pool.map(f, range(TASKS), chunksize=5), 13),
    "starmap": (lambda pool, f: pool.starmap(f, zip(range(TASKS))), 8),
    "imap": (lambda pool, f: list(pool.imap(f, range(TASKS))), 64),
    "imap, chunks of 16": (lambda pool, f: list(pool.imap(f, range(TASKS), 16)), 4),
    "imap_unordered": (lambda pool, f: list(pool.imap_unordered(f, range(TASKS))), 64),
    "apply": (lambda pool, f: [pool.apply(f, (x,)) for x in range(TASKS)], 64),
    "apply_async": (
        lambda pool, f: [r.get() for r in [pool.apply_async(f, (x,)) for x in range(TASKS)]],
        64,
    ),
}
EXECUTOR = {
    "map": (lambda executor, f: list(executor.map(f, range(TASKS))), 64),
    "map, chunks of 8": (lambda executor, f: list(executor.map(f, range(TASKS), chunksize=8)), 8),
    "submit": (
        lambda executor, f: [one.result() for one in [executor.submit(f, x) for x in range(TASKS)]],
        64,
    ),
}


@pytest.mark.parametrize(("send", "messages"), POOL.values(), ids=POOL)
def test_a_pool_is_counted_exactly(pool, send, messages):
    check(pool, send, messages)


@pytest.mark.parametrize(("send", "messages"), EXECUTOR.values(), ids=EXECUTOR)
def test_an_executor_is_counted_exactly(executor, send, messages):
    list(executor.map(abs, range(WORKERS)))  # its workers start with the first task
    check(executor, send, messages)


def check(pool, send, messages):
    big_pow = BigPow()
    with meter() as m:
        assert sorted(send(pool, big_pow.pow)) == [x**10 for x in range(TASKS)]
    assert m.tasks.messages == m.results.messages == messages
    assert [(root.name, root.messages) for root in m.roots] == [("BigPow object", messages)]
    assert m.startup.messages == 0
    # the state, and with it names and arguments
    assert 10_000 * messages < m.tasks.bytes < (10_000 + 1_000) * messages
    assert m.heaviest.bytes == m.tasks.bytes
    assert 0 < m.tasks.seconds <= m.seconds < 60
    assert 0 < m.results.seconds < 60


def test_the_bytes_are_those_of_the_pickles(pool):
    with meter() as m:
        pool.apply(abs, (-1,))
    assert m.tasks.bytes in {size(0), size(1_000)}  # a small number for the job, or a larger one


def size(job):
    return len(reduction.ForkingPickler.dumps((job, 0, abs, (-1,), {})))


def test_results_count_as_received(pool):
    with meter() as m:
        pool.map(bytes, [100_000] * 2)
    assert 200_000 < m.results.bytes < 201_000
    assert m.tasks.bytes < 1_000
    assert m.bytes_received >= m.results.bytes


def test_a_worker_starts_with_what_its_start_method_sends(context):
    with meter() as m, context.Pool(WORKERS, start_worker, (BigPow(),)) as pool:
        pool.map(abs, range(TASKS))
    forked = context.get_start_method() == "fork"
    assert m.startup.messages == (0 if forked else WORKERS)
    assert m.tasks.messages == 8
    assert of(m, "function abs") == 8
    if not forked:
        assert of(m, "function start_worker") == WORKERS
        assert m.startup.bytes > WORKERS * 10_000
        assert m.heaviest.name == "function start_worker"


def test_an_executor_starts_its_workers_alike(context):
    with meter() as m, ProcessPoolExecutor(2, context, start_worker, (BigPow(),)) as executor:
        list(executor.map(abs, range(TASKS)))
    forked = context.get_start_method() == "fork"
    assert m.tasks.messages == m.results.messages == TASKS
    assert (m.startup.messages == 0) == forked
    assert ("function start_worker" in [root.name for root in m.roots]) != forked


def test_sentinels_have_a_name_of_their_own(context):
    with meter() as m:
        pool = context.Pool(WORKERS)
        pool.map(abs, range(TASKS))
        pool.close()
        pool.join()
    assert (m.tasks.messages, m.results.messages) == (8, 8)
    assert m.other_sent.messages >= WORKERS + 1  # one for each worker, one for the result thread
    none = len(pickle.dumps(None))
    assert m.other_sent.bytes == none * m.other_sent.messages
    assert m.other_received.bytes == none * m.other_received.messages


def test_a_queue_of_your_own_is_none_of_the_pool(context):
    queue = context.SimpleQueue()
    with meter() as m:
        for value in [None, 1, (0, 0, (True, 1)), {"authkey": 1}]:
            queue.put(value)
            assert queue.get() == value
    queue.close()
    assert m.tasks.messages == m.startup.messages == 0
    assert m.other_sent.messages == 4
    assert not m.roots


def test_an_error_comes_back_as_a_result(pool):
    with meter() as m, pytest.raises(ZeroDivisionError):
        pool.apply(divmod, (1, 0))
    assert (m.tasks.messages, m.results.messages) == (1, 1)


def test_what_does_not_pickle_does_not_count(pool):
    with meter() as m, pytest.raises(TypeError, match="it refuses"):
        pool.apply(abs, (Refuses(),))
    assert (m.tasks.messages, m.results.messages) == (0, 0)


def test_nothing_is_patched_after_an_exception():
    with pytest.raises(KeyError, match="True"), meter():
        raise KeyError(is_patched())
    assert not is_patched()


def test_workers_are_not_patched(context):
    with meter(), context.Pool(WORKERS) as pool:
        assert not any(pool.map(is_patched, range(TASKS)))


def test_blocks_nest_and_end_in_any_order(pool):
    with ExitStack() as later:
        with meter() as first:
            pool.map(abs, range(TASKS))
            second = later.enter_context(meter())
            pool.map(abs, range(TASKS))
        assert is_patched()
        pool.map(abs, range(TASKS))
    assert not is_patched()
    pool.map(abs, range(TASKS))
    assert first.tasks.messages == 16
    assert second.tasks.messages == 16


@pytest.mark.parametrize("order", [(explaining, meter), (meter, explaining)])
def test_a_block_of_explaining_may_be_around_it_or_inside(pool, order):
    with ExitStack() as stack:
        blocks = [stack.enter_context(block()) for block in order]
        assert pool.map(abs, range(TASKS)) == list(range(TASKS))
        with pytest.raises(TypeError) as caught:
            pool.map(abs, [threading.Lock()])
    m = blocks[order.index(meter)]
    assert m.tasks.messages == m.results.messages == 8
    assert caught.value.__notes__


def test_threads_that_meter_at_the_same_time_count_everything():
    context = multiprocessing.get_context()
    together = threading.Barrier(4)
    counts = []

    def use():
        with meter() as m, context.Pool(1) as pool:
            together.wait(timeout=60)
            pool.map(abs, range(TASKS), chunksize=1)
            together.wait(timeout=60)
        counts.append(m.tasks.messages)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [4 * TASKS] * 4


def test_two_objects_of_a_class_have_a_row_each(pool):
    small, large = BigPow(size=10), BigPow(size=100_000)
    with meter() as m:
        pool.apply(small.pow, (2,))
        pool.map(large.pow, range(TASKS))
    assert [(root.name, root.messages) for root in m.roots] == [
        ("BigPow object", 8),
        ("BigPow object", 1),
    ]


def test_roots_have_the_names_that_a_reader_uses(pool):
    big_pow = BigPow()
    with meter() as m:
        for function in (abs, str.upper, BigPow.none, BigPow.pow, partial(big_pow.add, 1), str):
            pool.apply_async(function, ())  # most fail without arguments: no matter
        pool.apply(abs, (1,))  # a pool sends in order: the others are through
    assert {root.name for root in m.roots} == {
        "function abs",
        "function str.upper",
        "class BigPow",
        "function BigPow.pow",
        "partial of function BigPow.add",
        "class str",
    }


def test_the_table_names_the_heaviest(pool):
    with meter() as m:
        pool.map(BigPow().pow, range(TASKS))
    lines = str(m).splitlines()
    assert lines[0].split() == ["kind", "messages", "bytes", "seconds"]
    assert lines[1].startswith("tasks sent")
    assert lines[1].split()[2] == "8"
    assert lines[2].startswith("results received")
    assert lines[-1] == f"heaviest: BigPow object: pickled 8 times, {m.tasks.bytes:,} bytes"
    assert f"<td>BigPow object</td><td>8</td><td>{m.tasks.bytes:,}</td>" in m._repr_html_()


def test_an_empty_meter_prints_a_table():
    assert str(Meter()).splitlines()[1].split() == ["tasks", "sent", "0", "0", "0.0000"]
    assert len(str(Meter()).splitlines()) == 3  # what did not occur has no row
    assert Meter().heaviest is None
    assert Meter()._repr_html_().startswith('<div class="meter"><table>')


def test_a_name_in_the_table_is_escaped():
    m = Meter()
    m.add("tasks", lambda: None, 1, 0.0)
    assert "&lt;lambda&gt;" in m._repr_html_()


def test_a_class_with_the_name_of_a_message_does_no_harm():
    impostor = type("_CallItem", (), {})()
    with meter() as m, pytest.raises(pickle.PicklingError):
        reduction.ForkingPickler.dumps(impostor)
    sent = type("BaseProcess", (), {"__reduce__": lambda self: (int, ())})()
    with meter() as m:
        reduction.ForkingPickler.dumps(sent)
    assert m.other_sent.messages == 1


def test_a_pathos_pool_is_counted():
    multiprocess = pytest.importorskip("multiprocess")
    if sys.version_info >= (3, 15):
        pytest.skip("dill 0.4.1 cannot pickle a function on 3.15")
    big_pow = BigPow()
    with meter() as m, multiprocess.Pool(WORKERS) as pool:
        pool.map(big_pow.pow, range(TASKS))
    assert m.tasks.messages == m.results.messages == of(m, "BigPow object") == 8


def test_loky_is_counted():
    loky = pytest.importorskip("loky")
    big_pow = BigPow()
    with meter() as m, loky.ProcessPoolExecutor(WORKERS) as executor:
        list(executor.map(big_pow.pow, range(TASKS)))
    assert m.tasks.messages == m.results.messages == of(m, "BigPow object") == TASKS
