"""A case of the corpus of `explain`, and how to follow the steps of a path."""

import copyreg
import importlib.util
import inspect
import pickle
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler

CASES = []


@dataclass(frozen=True)
class Case:
    """An object modelled on a report, and the right answer about it.

    `stage` is "" if the object crosses, else the place where it stops. "dump": it cannot be
    pickled. "load": it can be pickled, and nowhere be rebuilt. "fresh": only the process that
    made it, or a fork of that, can rebuild it. A tuple has a stage for each culprit.

    `culprits` returns the culprits in a root. Each is an object; or a tuple of objects, of which
    a report names exactly one; or a list of an owner and its parts, of which it names at least
    one.
    """

    name: str
    make: Callable
    source: str
    stage: str | tuple
    culprits: Callable
    needs: str = ""
    # The number of steps of the shortest path to the first culprit, if there are two paths.
    steps: int = 0

    def crosses(self, start_method):
        """Tell whether it arrives at a worker under that start method."""
        return not self.stage or (self.stage == "fresh" and start_method == "fork")

    def stages(self, root):
        """Return the stage of each culprit."""
        alike = (self.stage,) * len(self.culprits(root))
        return self.stage if isinstance(self.stage, tuple) else alike

    @property
    def missing(self):
        """Tell whether the package that it needs is not installed."""
        return bool(self.needs) and importlib.util.find_spec(self.needs) is None

    @contextmanager
    def built(self):
        """Lend a new root; a case that yields its root goes on to clean up."""
        made = self.make()
        if not inspect.isgeneratorfunction(self.make):
            yield made
            return
        try:
            yield next(made)
        finally:
            next(made, None)


def case(source, stage, culprits, **options):
    """Add a function that makes a root to the corpus."""

    def add(make):
        CASES.append(Case(make.__name__, make, source, stage, culprits, **options))
        return make

    return add


def refused(source, culprits, **options):
    """Add an object that cannot be pickled."""
    return case(source, "dump", culprits, **options)


def healthy(source="constructed", **options):
    """Add an object that crosses."""
    return case(source, "", lambda root: [], **options)


def names(culprit):
    """Return all objects by which a culprit may be named, the owner first.

    >>> names("lock"), names(("executor", "lock")), names(["executor", "lock"])
    (['lock'], ['executor', 'lock'], ['executor', 'lock'])
    """
    return list(culprit) if type(culprit) in (tuple, list) else [culprit]


def inside(owner, depth=2):
    """Return an owner and the values of its attributes, and of theirs."""
    parts = list(getattr(owner, "__dict__", {}).values()) if depth else []
    return [owner, *(part for each in parts for part in inside(each, depth - 1))]


def follow(root, steps):
    """Return the objects to which the steps lead: several if a step is "a member of the set"."""
    ends = [root]
    for kind, key in steps:
        ends = [end for start in ends for end in FOLLOW[kind](start, key)]
    return ends


def reduced(obj):
    """Return the reduction that the pickler of a Pool gets."""
    reducers = {**copyreg.dispatch_table, **ForkingPickler._extra_reducers}
    reducer = reducers.get(type(obj))
    return reducer(obj) if reducer else obj.__reduce_ex__(pickle.DEFAULT_PROTOCOL)


def state_of(obj, key):
    state = obj.__getstate__()
    return state if key is None else state[key]


def cell_of(function, name):
    names = function.__code__.co_freevars
    return function.__closure__[names.index(name)].cell_contents


FOLLOW = {
    "attr": lambda obj, name: [getattr(obj, name)],
    "item": lambda obj, key: [obj[key]],
    "key": lambda obj, i: [list(obj)[i]],
    "index": lambda obj, i: [obj[i]],
    "member": lambda obj, _: list(obj),
    "closure": lambda obj, name: [cell_of(obj, name)],
    "global": lambda obj, name: [obj.__globals__[name]],
    "state": lambda obj, key: [state_of(obj, key)],
    "reduce": lambda obj, i: [reduced(obj)[i]],
}


class Job:
    """The class of many cases: it has parts, and a method that goes to a pool."""

    def __init__(self, **parts):
        vars(self).update(parts)

    def run(self, x):
        return x


def square(x):
    return x * x
