"""Versions of Python are compared as numbers."""

import sys

import pytest

from poolable.lab.versions import VERSIONS, includes, minor_version, version_key


@pytest.mark.parametrize(
    ("spans", "version", "answer"),
    [
        ("", "2.7", True),
        ("3.10", "3.1", False),
        ("3.9+", "3.10", True),
        ("3.9+", "3.8", False),
        ("2.7+", "3.15", True),
        ("3.8-3.10", "3.10", True),
        ("3.8-3.10", "3.11", False),
        ("2.7, 3.14+", "3.13", False),
        ("2.7,3.14+", "3.14", True),
        ("3.14", "3.14.2", True),
        ("3.11.4+", "3.11.3", False),
        ("3.11.4+", "3.12.0", True),
        ("3.15+", "3.15.0rc2", True),
    ],
)
def test_a_span_includes_a_version_or_not(spans, version, answer):
    assert includes(spans, version) is answer


def test_the_versions_of_the_scripts_are_listed_oldest_first():
    assert sorted(VERSIONS, key=version_key) == list(VERSIONS)


def test_the_running_version_is_one_of_them():
    assert minor_version(sys.version) in VERSIONS
