"""Where no pickle stands between a handle and its user, get() returns the object."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from platforms import posix
from shared_programs import every_kind, every_method, program

from poolable import Shared, lab
from poolable.patterns.classes.borrowed_pool import BigPow

pytestmark = posix
HINT = (
    "because nothing pickled it on its way here: "
    "call its get(), or Shared.get(state) in a task that may have either."
)


def power(state, x):
    return Shared.get(state).pow(x)


def test_get_returns_in_each_process_the_same_object_at_each_call():
    big_pow = BigPow(n=2)
    with Shared(big_pow) as shared:
        assert shared.get() is shared.get()
        assert shared.get() is pickle.loads(pickle.dumps(shared))
        assert (type(shared.get()), vars(shared.get())) == (BigPow, vars(big_pow))
        assert Shared.get(big_pow) is big_pow


@pytest.mark.parametrize("with_pickle", [False, True])
def test_a_task_that_calls_get_works_with_a_plain_map(with_pickle):
    with Shared(BigPow(n=2)) as shared:
        task = partial(power, shared)
        task = pickle.loads(pickle.dumps(task)) if with_pickle else task
        assert list(map(task, range(4))) == [0, 1, 4, 9]


def test_threads_get_one_object():
    with Shared(BigPow(n=2)) as shared, ThreadPoolExecutor(8) as executor:
        objects = [executor.submit(shared.get) for _ in range(100)]
        assert {id(future.result()) for future in objects} == {id(shared.get())}
        assert list(executor.map(partial(power, shared), range(4))) == [0, 1, 4, 9]


def test_joblib_with_one_job_works():
    joblib = pytest.importorskip("joblib", reason="joblib is not installed")
    with Shared(BigPow(n=2)) as shared:
        tasks = [joblib.delayed(power)(shared, x) for x in range(4)]
        assert joblib.Parallel(n_jobs=1)(tasks) == [0, 1, 4, 9]


EVERYWHERE = """
context = get_context(METHOD)
def keep(state):
    global kept
    kept = state
def use_kept(x):
    return get_and_use(kept, x)
def answer(queue, state):
    queue.put(get_and_use(state, 2))
with Shared(State()) as shared:
    print(get_and_use(shared, 0), flush=True)
    with context.Pool(2, keep, (shared,)) as pool:
        print(sum(pool.map(use_kept, range(2))))
        print(sum(pool.map(partial(get_and_use, shared), range(2))))
    with ProcessPoolExecutor(2, context, keep, (shared,)) as executor:
        print(sum(executor.map(use_kept, range(2))))
    queue = context.SimpleQueue()
    process = context.Process(target=answer, args=(queue, shared))
    process.start()
    print(queue.get())
    process.join()
"""


@every_method
def test_get_works_in_tasks_initializers_and_processes(script, start_method):
    functions, main = EVERYWHERE.split("with Shared", maxsplit=1)
    source = program(f"with Shared{main}", "", start_method)
    functions = functions.replace("METHOD", repr(start_method))
    outcome = lab.run(script(source.replace("\nif __name__", f"{functions}\nif __name__")))
    assert outcome.stdout == "1000000\n2000001\n2000001\n2000001\n1000002\n", outcome


@pytest.mark.parametrize(
    ("use", "error"),
    [
        (lambda x: x.table, "no attribute 'table'"),
        (lambda x: x[0], "no value"),
        (lambda x: x(1), "no value"),
        (len, "no value"),
        (list, "no value"),
        (bool, "no value"),
    ],
)
def test_a_handle_that_is_used_as_the_object_says_what_to_do(use, error):
    with Shared(BigPow(n=2)) as shared:
        with pytest.raises((AttributeError, TypeError)) as caught:
            use(shared)
        assert str(caught.value) == f"the handle of a shared BigPow has {error}, {HINT}"
        assert repr(shared) == "<handle of a shared BigPow>"
        assert not hasattr(shared, "table")


@pytest.mark.parametrize("use", [Shared.get, lambda shared: shared.get()])
def test_get_after_close_raises(use):
    with Shared([1]) as shared:
        kept = shared.get()
    with pytest.raises(RuntimeError, match=r"^the shared list did not arrive \(FileNotFoundError"):
        use(shared)
    assert kept == [1]  # an object that was got stays as long as it is used


FORKED = """
def kept():
    from poolable import shared
    return {file.closed for file in shared._files}, len(shared._loaded)
with Shared(State()) as shared:
    shared.get()
    if os.fork() == 0:
        print(*kept(), flush=True)
        print(len(shared.get().data), flush=True)
        shared.close()
        os._exit(0)
    os.wait()
    print(*kept())
    print(len(shared.get().data))
"""


@every_kind
def test_a_fork_holds_nothing_and_loads_for_itself(script, kind):
    outcome = lab.run(script(program(FORKED, kind, None)))
    assert outcome.stdout == "{True} 0\n1000000\n{False} 1\n1000000\n", outcome


INTERPRETERS = """
from concurrent.futures import InterpreterPoolExecutor
with InterpreterPoolExecutor(2) as executor:
    for _ in range(2):
        with Shared([1, 2, 3]) as shared:
            print(set(executor.map(partial(map_len, shared), range(20))))
"""


def test_interpreters_load_it_and_keep_nothing(script):
    futures = pytest.importorskip("concurrent.futures")
    if not hasattr(futures, "InterpreterPoolExecutor"):
        pytest.skip("InterpreterPoolExecutor came with Python 3.14")
    outcome = lab.run(script(program(INTERPRETERS, "", None)))
    assert (outcome.stdout, outcome.stderr) == ("{3}\n{3}\n", ""), outcome
