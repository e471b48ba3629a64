"""resume loses nothing but what kills, wherever that is."""

import pytest

from poolable import lab
from poolable.catalog import get

KILLS = "if x > 19:"
KILLING = "os.kill(os.getpid(), signal.SIGKILL)"


def changed(old, new):
    """Return the pattern with one text of it replaced."""
    source = get("resume").source
    assert source.count(old) == 1
    return source.replace(old, new)


@pytest.mark.parametrize("killers", [[], [0], [0, 20], [9, 10, 11]])
def test_it_names_all_that_kill_and_keeps_the_rest(script, killers):
    outcome = lab.run(script(changed(KILLS, f"if x in {killers}:")))
    kept = sum(x**10 for x in range(21) if x not in killers)
    assert (outcome.stdout, outcome.stderr) == (f"{kept} without {killers}\n", "")


def test_it_passes_on_what_a_task_raises(script):
    outcome = lab.run(script(changed(KILLING, 'raise ValueError("too large")')))
    assert outcome.error == "ValueError: too large"


def test_it_tries_one_alone_before_it_gives_it_up(script):
    once = "if x > 19 and not os.path.exists('seen') and open('seen', 'w'):"
    outcome = lab.run(script(changed(KILLS, once)))
    assert outcome.stdout == f"{sum(x**10 for x in range(21))} without []\n"


def test_an_initializer_that_raises_is_no_fault_of_the_tasks(script):
    outcome = lab.run(script(changed("Executor(2)", "Executor(2, initializer=int, initargs='x')")))
    assert outcome.error.startswith("concurrent.futures.process.BrokenProcessPool")
    assert outcome.stdout == ""
