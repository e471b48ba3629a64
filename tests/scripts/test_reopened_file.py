"""Copies write to the end of one file, and hold no handle of it."""

import pickle

import pytest

from poolable.patterns.classes.reopened_file import BigPow


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_copies_add_their_lines_at_the_end_of_the_file(folder):
    big_pow = BigPow(n=10)
    twin = pickle.loads(pickle.dumps(big_pow))
    assert [big_pow.pow(1), twin.pow(2), big_pow.pow(3)] == [1, 1024, 59049]
    assert (folder / "big_pow.log").read_text() == "1\n2\n3\n"


def test_a_path_that_is_wrong_is_the_error_of_the_task(folder):
    big_pow = BigPow()
    big_pow.path = str(folder / "missing" / "big_pow.log")
    twin = pickle.loads(pickle.dumps(big_pow))
    with pytest.raises(FileNotFoundError):
        twin.pow(2)
