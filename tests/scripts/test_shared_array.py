"""shared_array loses no result without an error."""

import pytest

from poolable import lab
from poolable.catalog import get

WRITE = "self.pows[x] = x**self.n"


@pytest.mark.parametrize("error", ["StopIteration", "ValueError('no')"])
def test_the_error_of_a_task_ends_the_program(script, error):
    source = get("shared_array").source
    assert WRITE in source
    outcome = lab.run(script(source.replace(WRITE, f"raise {error}")))
    assert (outcome.verb, outcome.stdout) == ("Fails", "")
    assert "raise" in outcome.stderr
