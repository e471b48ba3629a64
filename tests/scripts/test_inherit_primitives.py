"""inherit_primitives ends at an error, even if nobody reads what the queue holds."""

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running


@pytest.mark.parametrize("start_method", running().start_methods)
def test_an_error_does_not_wait_for_a_reader(script, start_method):
    source = get("inherit_primitives").source
    old = "queue.put(x**n)"
    assert source.count(old) == 1
    new = "queue.put(bytes(10**6))\n    if x == 5:\n        raise ValueError"
    outcome = lab.run(script(source.replace(old, new)), start_method=start_method)
    assert (outcome.verb, outcome.error) == ("Fails", "ValueError")
