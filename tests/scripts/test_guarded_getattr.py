"""Settings are passed on, special names are not, and an empty object says so."""

import copy
import pickle

import pytest

from poolable.patterns.classes.guarded_getattr import BigPow


def test_settings_are_passed_on():
    assert BigPow(n=3).n == 3


@pytest.mark.parametrize("name", ["settings", "__setstate__", "__deepcopy__", "__array__"])
def test_an_empty_object_knows_nothing(name):
    empty = BigPow.__new__(BigPow)
    with pytest.raises(AttributeError, match=name):
        getattr(empty, name)


def test_what_the_settings_lack_is_an_attribute_error():
    with pytest.raises(AttributeError, match="unknown"):
        BigPow().unknown  # noqa: B018


@pytest.mark.parametrize(
    "method", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_a_copy_has_its_settings(method):
    assert method(BigPow(n=3)).pow(2) == 8
