"""drain_before_join takes what there is, and raises if the process died."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

PUT = "        queue.put(x**n)\n"


def changed(last):
    """Return the pattern with another last step of the process, and few items."""
    source = get("drain_before_join").source
    assert PUT in source
    return source.replace(PUT, f"{PUT}    {last}\n").replace("20000", "20")


@pytest.mark.parametrize("code", [0, 3])
@pytest.mark.parametrize("start_method", running().start_methods)
def test_a_process_that_ends_early_is_an_error(script, start_method, code):
    source = changed(f"__import__('os')._exit({code})")
    outcome = lab.run(script(source), start_method=start_method)
    assert outcome.error == f"RuntimeError: process died with exit code {code}"


def test_the_number_of_items_need_not_be_known(script):
    outcome = lab.run(script(changed("queue.put(1)")))
    assert outcome.stdout == "13923571680851\n"
