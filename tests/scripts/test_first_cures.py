"""The change of a few lines that a failure's page tells of mends the failing script."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

SPAWN = 'get_context("spawn").Pool('
SUM = "13923571680850"
TAKE = "\ndef start_worker(value):\n    global n\n    n = value\n\n\ndef power(x):"
HAND_OVER = {
    "\ndef power(x):": TAKE,
    "with Pool()": "with Pool(initializer=start_worker, initargs=(n,))",
}
OWN_CONTEXT = {"import Pool\n": "import get_context\n", "with Pool(": f"with {SPAWN}"}
RECYCLE = {
    "from concurrent.futures import ProcessPoolExecutor": "from multiprocessing import get_context",
    "range(20))": "range(20), chunksize=1)",
}

# failure: (start method under which it fails, replacements, what it prints or raises afterwards)
CURED = {
    "unpicklable_result": ("spawn", {"(x**n for x in args)": "[x**n for x in args]"}, SUM),
    "long_tmpdir": ("forkserver", OWN_CONTEXT, SUM),
    "start_method_twice": (
        "fork",
        {
            "import Pool, set_start_method": "import Pool, get_context",
            '    set_start_method("spawn")\n    with Pool(': f"    with {SPAWN}",
        },
        f"{SUM} {SUM}",
    ),
    "recycled_fork_executor": (
        "fork",
        {
            **RECYCLE,
            "from multiprocessing import get_context\n\n": "\n",
            'ProcessPoolExecutor(\n        2, mp_context=get_context("fork"), max_tasks_per_child=5'
            "\n    )": f"{SPAWN}2, maxtasksperchild=5)",
        },
        SUM,
    ),
    "unclosed_pool": (
        "fork",
        {
            "pool = Pool(2)\n        pows =": "with Pool(2) as pool:\n            pows =",
        },
        f"{SUM} {SUM} 0 workers alive, right 0",
    ),
    "name_under_guard": ("spawn", HAND_OVER, SUM),
    "global_under_guard": ("spawn", HAND_OVER, f"got {SUM}, right {SUM}"),
    "forked_threads": ("fork", OWN_CONTEXT, SUM),
    "get_after_pool": ("fork", {"    print(sum(pows": "        print(sum(pows"}, SUM),
    "recycled_executor": (
        "spawn",
        {
            **RECYCLE,
            "ProcessPoolExecutor(2, max_tasks_per_child=5)": f"{SPAWN}2, maxtasksperchild=5)",
        },
        SUM,
    ),
    "setstate_raises": ("spawn", {'state["exponent"]': 'state["n"]'}, SUM),
    "worker_killed": (
        "fork",
        {
            "multiprocessing import Pool": "concurrent.futures import ProcessPoolExecutor",
            "with Pool(2)": "with ProcessPoolExecutor(2)",
        },
        "BrokenProcessPool",
    ),
    "global_changed_in_worker": (
        "spawn",
        {
            "pows[x] = x**n": "return x, x**n",
            "        pool.map(power, range(20))": "        pows.update(pool.map(power, range(20)))",
        },
        f"got {SUM}, right {SUM}",
    ),
    "lost_updates": (
        "spawn",
        {
            "    before = done.value\n    turn.wait()\n    done.value = before + 1\n": (
                "    with done.get_lock():\n        done.value += 1\n"
            )
        },
        "got 20, right 20",
    ),
    "unread_error": (
        "spawn",
        {
            "pool.apply_async(power, (x,), callback=pows.append)": (
                "handles.append(pool.apply_async(power, (x,)))"
            ),
            "pows = []": "handles = []",
            "        pool.join()": "        pool.join()\n    pows = [h.get() for h in handles]",
        },
        "TypeError",
    ),
}


@pytest.mark.parametrize("name", CURED)
def test_the_first_cure_mends_the_failing_script(name, script):
    method, changes, expected = CURED[name]
    if (
        method not in running().start_methods
        or get(name).expected(running().version, method) is None
    ):
        pytest.skip(f"{name} does not run under {method} here")
    source = get(name).code
    for before, after in changes.items():
        assert source.count(before) >= 1, before
        source = source.replace(before, after)
    outcome = lab.run(script(source, f"{name}.py"), start_method=method, timeout=60)
    fails = expected.endswith(("Error", "BrokenProcessPool"))
    assert outcome.verb == ("Fails" if fails else "Prints"), outcome
    assert expected in outcome.text if fails else outcome.text.split() == expected.split()
