"""The pool that getstate leaves behind stays with the original."""

import copy
import pickle
from multiprocessing.pool import ThreadPool

import pytest

from poolable.patterns.classes import getstate

NO_POOL = (
    "this copy of BigPow came without its pool: "
    "call run() on the original, or give the copy a pool of its own"
)


@pytest.fixture
def original(monkeypatch):
    """Return an object with a pool that, like any, cannot be pickled, but has no processes."""
    monkeypatch.setattr(getstate, "Pool", lambda: ThreadPool(2))
    big_pow = getstate.BigPow(n=3)
    with big_pow.pool:
        yield big_pow


@pytest.fixture(params=["pickle", "copy", "deepcopy"])
def duplicate(request):
    by = {"pickle": lambda x: pickle.loads(pickle.dumps(x)), "copy": copy.copy}
    return by.get(request.param, copy.deepcopy)


def test_a_pool_cannot_travel(original):
    with pytest.raises(NotImplementedError, match=r"^pool objects cannot be passed between"):
        pickle.dumps(original.pool)


def test_the_original_keeps_its_pool(original, duplicate):
    pool = original.pool
    duplicate(original)
    assert original.pool is pool
    assert original.run(range(4)) == 36


def test_a_copy_has_all_but_the_pool(original, duplicate):
    assert vars(duplicate(original)) == {"n": 3}
    assert duplicate(original).pow(2) == 8


@pytest.mark.parametrize("use", [lambda x: x.pool, lambda x: x.run(range(4))])
def test_a_copy_that_is_asked_for_its_pool_says_that_it_has_none(original, duplicate, use):
    with pytest.raises(RuntimeError) as caught:
        use(duplicate(original))
    assert str(caught.value) == NO_POOL


def test_a_copy_of_a_copy_is_like_the_copy(original, duplicate):
    again = duplicate(duplicate(original))
    assert vars(again) == {"n": 3}
    with pytest.raises(RuntimeError, match=r"^this copy of BigPow came without its pool"):
        _ = again.pool


def test_a_copy_may_be_given_a_pool_of_its_own(original, duplicate):
    twin = duplicate(original)
    with ThreadPool(1) as twin.pool:
        assert twin.run(range(4)) == 36


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_method_travels_under_every_protocol(original, protocol):
    assert pickle.loads(pickle.dumps(original.pow, protocol))(2) == 8


def test_any_other_missing_attribute_is_an_attribute_error(original, duplicate):
    for big_pow in (original, duplicate(original)):
        assert not hasattr(big_pow, "poool")
        with pytest.raises(AttributeError, match=r"^BigPow has no attribute 'poool'$"):
            _ = big_pow.poool
