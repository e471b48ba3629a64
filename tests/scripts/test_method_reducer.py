"""The reducer of method_reducer changes nothing on Python 3."""

import shutil
import sys

import pytest

from poolable import lab
from poolable.catalog import get
from poolable.lab.interpreters import running

# Round trips of each kind of method, after any imports that stand before this text.
ROUND_TRIPS = """
import pickle

class Plain:
    def __init__(self, n=2):
        self.n = n

    def pow(self, x):
        return x**self.n

    @classmethod
    def name(cls):
        return cls.__name__

    @staticmethod
    def double(x):
        return 2 * x

    def __pow(self, x):
        return -(x**self.n)

    def private(self):
        return self.__pow

class Child(Plain):
    pass

class Heir(Plain):
    def pow(self, x):
        return 1000 + super().pow(x)

    def parent(self):
        return super().pow

def trip(method, *args):
    try:
        return pickle.loads(pickle.dumps(method))(*args)
    except Exception as error:
        return type(error).__name__

if __name__ == "__main__":
    print("plain", trip(Plain().pow, 3))
    print("class", trip(Plain.name), trip(Heir.name), trip(Heir().name))
    print("static", trip(Plain.double, 4), trip(Heir().double, 4))
    print("inherited", trip(Child().pow, 3), trip(Child(3).pow, 2))
    print("overridden", trip(Heir().pow, 3), trip(Heir().parent(), 3))
    print("private", trip(Plain().private(), 3))
    print("function", trip(Plain.pow, Plain(), 3))
    print("builtin", trip([3, 4].index, 4), trip("a-b".split, "-"))
"""
ALIKE = """\
plain 9
class Plain Heir Heir
static 8 8
inherited 9 8
overridden 1009 1009
private {private}
function 9
builtin 1 ['a', 'b']
"""
REGISTRY = """
import copyreg, inspect, multiprocessing, poolable, types
before = dict(copyreg.dispatch_table)
import poolable.patterns.classes.method_reducer as module
print(module.__name__, copyreg.dispatch_table == before)
print(types.MethodType in copyreg.dispatch_table)
"""


def test_python_3_has_no_new_reducer(script):
    outcome = lab.run(script(REGISTRY))
    assert outcome.stdout == "poolable.patterns.classes.method_reducer True\nFalse\n", (
        outcome.stderr
    )


@pytest.mark.parametrize("first", ["", "import poolable.patterns.classes.method_reducer"])
def test_methods_travel_on_python_3_as_they_do_without_it(script, first):
    private = "-9" if sys.version_info >= (3, 15) else "AttributeError"
    outcome = lab.run(script(first + ROUND_TRIPS))
    assert outcome.stdout == ALIKE.format(private=private), outcome.stderr


def test_the_reducer_of_the_article_does_change_them(script, tmp_path):
    shutil.copy(get("reducer_breaks_pickle").path, tmp_path / "packages.py")
    path = script("import packages\n" + ROUND_TRIPS)
    assert "plain AttributeError\n" in lab.run(path, running(), packages=tmp_path).stdout
