"""A copy holds the name of its module, and imports it in the task."""

import pickle

import pytest

from poolable.patterns.classes.module_by_name import BigPow


def test_a_copy_uses_the_module_that_was_chosen():
    big_pow = BigPow(n=10)
    big_pow.backend = "math"
    twin = pickle.loads(pickle.dumps(big_pow))
    assert repr(twin.pow(2)) == "1024.0"
    assert repr(BigPow(n=10).pow(2)) == "1024"


def test_a_module_that_is_missing_is_the_error_of_the_task():
    big_pow = BigPow()
    big_pow.backend = "missing_backend"
    twin = pickle.loads(pickle.dumps(big_pow))
    with pytest.raises(ModuleNotFoundError, match="missing_backend"):
        twin.pow(2)
