"""The reducer of method_reducer makes methods of every kind travel on Python 2."""

import shutil

import pytest
from pythons import interpreter

from poolable import lab
from poolable.catalog import get

PROGRAM = """
import cPickle
import pickle
from multiprocessing import Pool

import method_reducer


class New(object):
    def __init__(self, n=2):
        self.n = n

    def pow(self, x):
        return x ** self.n

    @classmethod
    def name(cls):
        return cls.__name__

    def __pow(self, x):
        return -x ** self.n

    def private(self):
        return self.__pow


class Heir(New):
    def pow(self, x):
        return 1000 + New.pow(self, x)

    def parent(self):
        return super(Heir, self).pow

    def __pow(self, x):
        return "the private method of Heir"


class Old:
    def __init__(self, n=2):
        self.n = n

    def pow(self, x):
        return x ** self.n

    def __pow(self, x):
        return -x ** self.n

    def private(self):
        return self.__pow


class OldHeir(Old):
    def pow(self, x):
        return 1000 + Old.pow(self, x)


def alias(self, x):
    return "alias", self.n, x


New.other_name = alias
CASES = [
    ("bound", New(3).pow, 2),
    ("class method", New.name),
    ("class method of the heir", Heir.name),
    ("class method of an object", Heir().name),
    ("inherited", OldHeir(4).private(), 2),
    ("overridden", Heir().pow, 3),
    ("overridden, by super", Heir().parent(), 3),
    ("private", New(5).private(), 2),
    ("private, of the parent", Heir(5).private(), 2),
    ("old", Old().pow, 3),
    ("old, overridden", OldHeir().pow, 3),
    ("old, private", Old().private(), 3),
    ("unbound", New.pow, New(), 3),
    ("unbound, overridden", Heir.pow, Heir(), 3),
    ("unbound, old", Old.pow, Old(), 3),
    ("under another name", New().other_name, 3),
]

if __name__ == "__main__":
    for case in CASES:
        results = [
            module.loads(module.dumps(case[1], protocol))(*case[2:])
            for module in (pickle, cPickle)
            for protocol in (0, 1, 2)
        ]
        assert results == results[:1] * 6, results
        print("%s: %s" % (case[0], results[0]))
    pool = Pool(2)
    try:
        print(pool.map(New().pow, range(4)))
        print(pool.map(New().private(), range(4)))
        print(pool.map(Heir().parent(), range(4)))
        print(pool.map(Old().private(), range(4)))
    finally:
        pool.terminate()
        pool.join()
"""
PRINTS = """\
bound: 8
class method: New
class method of the heir: Heir
class method of an object: Heir
inherited: -16
overridden: 1009
overridden, by super: 9
private: -32
private, of the parent: -32
old: 9
old, overridden: 1009
old, private: -9
unbound: 9
unbound, overridden: 1009
unbound, old: 9
under another name: ('alias', 2, 3)
[0, 1, 4, 9]
[0, -1, -4, -9]
[0, 1, 4, 9]
[0, -1, -4, -9]
"""


@pytest.fixture
def packages(tmp_path):
    """Return a folder with the lone pattern, to import it from."""
    folder = tmp_path / "packages"
    folder.mkdir()
    shutil.copy(get("method_reducer").path, folder)
    return folder


def test_methods_of_every_kind_travel_on_python_2(script, packages):
    outcome = lab.run(script(PROGRAM), interpreter("2.7"), packages=packages)
    assert outcome.stdout == PRINTS, outcome.stderr
    assert (outcome.exit_code, outcome.left_behind) == (0, 0)


def test_without_it_they_do_not(script):
    path = script(PROGRAM.replace("import method_reducer", ""))
    outcome = lab.run(path, interpreter("2.7"))
    assert outcome.text == "TypeError: can't pickle instancemethod objects"
