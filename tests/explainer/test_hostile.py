"""Whatever an object does, `explain` ends in time and names it; nothing of it escapes."""

import contextlib
import itertools
import json
import os
import signal
import sys
import threading
import time
from multiprocessing.reduction import ForkingPickler

import pytest
from platforms import posix

import poolable
from poolable.explainer.graph import Graph
from poolable.explainer.walk import Walk

pytestmark = posix
CASES = []
HERE = (("index", 1),)
SPARE = 15.0  # seconds more than the time limits, on a busy machine
STAGES = 6  # that a time limit holds for, each


def hostile(*culprits, stage="dump", timeout=2.0):
    """Add what makes a hostile object; *culprits* are the steps from it to each culprit."""

    def add(make):
        CASES.append(pytest.param(make, culprits, stage, timeout, id=make.__name__))
        return make

    return add


ITSELF = ()
CLASS = (("attr", "__class__"),)
SOMETHING = ("?",)  # it does not matter what is named
ANYTHING = ("*",)  # not even whether something is
DEEP = ("deep",)  # something is, where pickle does not follow so deep


def attr(name):
    return ("attr", name)


class Plain:
    pass


def with_lock():
    plain = Plain()
    plain.lock = threading.Lock()
    return plain


# -- reducers that raise ------------------------------------------------------


@hostile(ITSELF)
class Raises:
    def __reduce_ex__(self, protocol):
        raise KeyError("x")


@hostile(ITSELF)
class Exits:
    def __reduce_ex__(self, protocol):
        raise SystemExit(3)


@hostile(ITSELF)
class Interrupts:
    def __reduce_ex__(self, protocol):
        raise KeyboardInterrupt


class SpeechlessError(Exception):
    def __str__(self):
        raise ValueError


@hostile(ITSELF)
class RaisesTheSpeechless:
    def __reduce_ex__(self, protocol):
        raise SpeechlessError


class LongWindedError(Exception):
    def __str__(self):
        return "x" * 10_000_000


@hostile(ITSELF)
class RaisesTheLongWinded:
    def __reduce_ex__(self, protocol):
        raise LongWindedError


class PausingError(Exception):
    def __str__(self):
        time.sleep(1000)
        return ""


@hostile(ITSELF, timeout=0.5)
class RaisesThePausing:
    def __reduce_ex__(self, protocol):
        raise PausingError


class Text(str):
    def __bool__(self):
        raise ValueError

    __len__ = __format__ = __str__ = __repr__ = __getitem__ = __bool__


class TextualError(Exception):
    def __str__(self):
        return Text("hostile")


@hostile(ITSELF)
class RaisesTheTextual:
    def __reduce_ex__(self, protocol):
        raise TextualError


@hostile(ITSELF)
class RaisesSurrogates:
    def __reduce_ex__(self, protocol):
        raise ValueError("\udcff\x00\x1b[31m")


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__module__", "__qualname__", "__name__", "__mro__", "__func__"):
            raise RuntimeError(name)
        return super().__getattribute__(name)

    def __hash__(cls):
        raise RuntimeError

    def __eq__(cls, other):
        raise RuntimeError


# In a list, for doctest asks every class of a module where it is from.
OF_META = [Meta("OfMeta", (), {}), Meta("MetaError", (Exception,), {})]


@hostile(ITSELF)
class RaisesOfMeta:
    def __reduce_ex__(self, protocol):
        raise OF_META[1]


@hostile(ITSELF)
def of_meta():
    return OF_META[0]()


@hostile(ITSELF)
def a_class_of_meta():
    return Meta("Unknown", (), {})


@hostile(ITSELF)
class ReducerIsNoFunction:
    __reduce_ex__ = 5


@hostile(ITSELF)
class StateIsNoFunction:
    __getstate__ = 5


@hostile(ITSELF)
class ReducerIsRaisingProperty:
    @property
    def __reduce_ex__(self):
        raise OSError


@hostile(ITSELF)
class AsksItself:
    def __reduce_ex__(self, protocol):
        return self.__reduce_ex__(protocol)


@hostile(ITSELF)
class Explains:
    """Its reducer explains, and that walks, and has time limits, inside of the walk."""

    def __reduce_ex__(self, protocol):
        report = poolable.explain([with_lock()], fresh=False, timeout=1)
        raise ValueError(report.culprits[0].type)


# -- reducers that lie --------------------------------------------------------


def lying(answer, name):
    class Lying:
        def __reduce_ex__(self, protocol):
            return answer

    def make():
        return Lying()

    make.__name__ = name
    return hostile(ITSELF)(make)


lying(5, "lies_a_number")
lying(None, "lies_none")
lying((), "lies_nothing")
lying((1, 2, 3, 4, 5, 6, 7), "lies_too_much")
lying(("f", ()), "lies_no_function")
lying("missing", "lies_a_name")
lying((list, [1]), "lies_no_tuple")
lying((list, (), None, 5), "lies_no_iterator")
lying((list, (), None, None, 5), "lies_no_pairs")
lying((list, (), None, None, None, 5), "lies_no_setter")


@hostile(ITSELF)
def lies_pairs_that_are_none():
    made = Given()
    made.given = (dict, (), None, None, [1, 2])
    return made


class Given:
    """Reduces itself to what it was given, with new iterators."""

    def __reduce_ex__(self, protocol):
        return tuple(iter(part) if type(part) is list else part for part in self.given)


class Tuple(tuple):
    def __iter__(self):
        raise ValueError

    __len__ = __eq__ = __hash__ = __repr__ = __iter__


@hostile((("reduce", 1), ("index", 0)))
class ReducesToTupleSubclass:
    def __init__(self):
        self.kept = Tuple([print, (threading.Lock(),)])

    def __reduce_ex__(self, protocol):
        return self.kept


@hostile(ITSELF)
def with_a_reducer_of_its_own():
    made = Plain()
    made.__reduce_ex__ = lambda protocol: 5
    return made


@hostile()
class AnswersEverything:
    def __getattr__(self, name):
        return self


@hostile()
class AnswersEveryCall(AnswersEverything):
    def __call__(self, *arguments, **options):
        return self


@hostile(ITSELF)
class LiesAboutItsClass:
    @property
    def __class__(self):
        return int


@hostile((attr("items"), ("index", 1)))
class RaisesAboutItsClass:
    def __init__(self):
        self.items = [1, threading.Lock()]

    @property
    def __class__(self):
        raise RuntimeError

    def __reduce_ex__(self, protocol):
        return list, (), None, iter(self.items)


class HidesItsDict:
    @property
    def __dict__(self):
        raise RuntimeError


@hostile(ITSELF, stage="load")
def raises_about_its_dict():
    made = HidesItsDict()
    made.some = 1
    return made


class Proxy:
    def __init__(self, behind):
        object.__setattr__(self, "behind", behind)

    def __getattribute__(self, name):
        return getattr(object.__getattribute__(self, "behind"), name)


@hostile()
def proxy_of_a_list():
    return Proxy([1])


@hostile(ITSELF)
def proxy_of_a_lock():
    return Proxy(threading.Lock())


@hostile(CLASS, (attr("lock"),))
def of_a_class_without_module():
    made = type("Odd", (Plain,), {"__module__": 5})()
    made.lock = threading.Lock()
    return made


@hostile(CLASS)
def of_a_class_that_lies_about_its_module():
    return type("Odd", (), {"__module__": Text("os"), "__doc__": Text("")})()


@hostile((attr("lock"),))
class RaisesInEverythingElse:
    def __init__(self):
        self.lock = threading.Lock()

    def __repr__(self):
        raise ValueError

    __str__ = __hash__ = __eq__ = __bool__ = __len__ = __format__ = __dir__ = __repr__
    __iter__ = __contains__ = __getitem__ = __int__ = __index__ = __lt__ = __repr__


@hostile((attr("lock"),))
class HasHugeRepr:
    def __init__(self):
        self.lock = threading.Lock()

    def __repr__(self):
        return "x" * 100_000_000


class Key:
    """May be hashed and compared until it turns."""

    turned = False

    def __init__(self, name=""):
        self.name = name

    def __hash__(self):
        if self.turned:
            raise ValueError
        return 1

    __eq__ = __repr__ = __hash__


@hostile((("item", Key),), (("key", 0),), stage=None)
def value_of_a_key_that_raises():
    key = Key()
    made = {key: threading.Lock()}
    key.turned = True
    return made


@hostile(SOMETHING)
def value_of_a_key_of_meta():
    # its class does not cross either, and is met first: what matters is that nothing escapes
    return {OF_META[0](): threading.Lock()}


class NameText(str):
    def __eq__(self, other):
        raise ValueError

    __hash__ = str.__hash__
    __str__ = __repr__ = isidentifier = __format__ = __eq__


@hostile(SOMETHING)
def attribute_of_a_hostile_name():
    made = Plain()
    vars(made)[NameText("another")] = threading.Lock()
    return made


@hostile((("reduce", 2), ("item", Key)), (("reduce", 2), ("key", 0)), stage=None)
class StateOfHostileKeys:
    def __init__(self):
        key = Key()
        self.state = {key: threading.Lock()}
        key.turned = True

    def __reduce_ex__(self, protocol):
        return Plain, (), self.state


# -- what changes while it is looked at ---------------------------------------


@hostile(SOMETHING)
class RefusesOnce:
    """It refuses once; the second time it is asked it does not."""

    def __getstate__(self):
        self.asked = getattr(self, "asked", 0) + 1
        return {} if self.asked > 1 else {"lock": threading.Lock()}


class Grows:
    def __init__(self, owner):
        self.owner = owner

    def __reduce_ex__(self, protocol):
        self.owner[len(self.owner)] = 1
        return Plain, ()


@hostile(SOMETHING)
def dict_that_grows():
    made = {}
    made.update(a=Grows(made), b=Grows(made))
    return made


class Empties(Grows):
    def __reduce_ex__(self, protocol):
        self.owner.clear()
        return Plain, ()


@hostile(ANYTHING)
def list_that_is_emptied():
    made = []
    made += [Empties(made), 1, 2, Empties(made)]
    return made


class Appends(Grows):
    def __reduce_ex__(self, protocol):
        self.owner.append(Appends(self.owner))
        return Plain, ()


@hostile(ANYTHING, timeout=0.7)
def list_that_never_ends():
    made = [1]
    made.append(Appends(made))
    return made


@hostile(ITSELF)
class YieldsAndRaises:
    def __reduce_ex__(self, protocol):
        return list, (), None, self.items()

    def items(self):
        yield 1
        raise ValueError


# -- what does not end --------------------------------------------------------


@hostile(ITSELF, timeout=0.7)
class Sleeps:
    def __reduce_ex__(self, protocol):
        time.sleep(1000)


@hostile(ITSELF, timeout=0.7)
class Spins:
    def __reduce_ex__(self, protocol):
        while True:
            pass


@hostile(ITSELF, timeout=0.7)
class SwallowsAll:
    def __reduce_ex__(self, protocol):
        while True:
            with contextlib.suppress(BaseException):
                time.sleep(1000)


@hostile(ITSELF, timeout=3.0)
class EndlessInDepth:
    def __reduce_ex__(self, protocol):
        return EndlessInDepth, (EndlessInDepth(),)


@hostile(ITSELF, timeout=0.7)
class EndlessInWidth:
    def __reduce_ex__(self, protocol):
        return list, (), None, iter(EndlessInWidth, None)


@hostile(ITSELF, timeout=0.7)
class EndlessNumbers:
    def __reduce_ex__(self, protocol):
        return list, (), None, itertools.count()


@hostile(ITSELF, timeout=0.7)
class Branches:
    def __reduce_ex__(self, protocol):
        return tuple, ((Branches(), Branches()),)


# -- what does not arrive -----------------------------------------------------


class Arrives:
    def __getstate__(self):
        return 1


@hostile(ITSELF, stage="load", timeout=0.7)
class HangsOnArrival(Arrives):
    def __setstate__(self, state):
        time.sleep(1000)


@hostile(ITSELF, stage="load")
class EndsOnArrival(Arrives):
    def __setstate__(self, state):
        os._exit(0)


@hostile(ITSELF, stage="load")
class ExitsOnArrival(Arrives):
    def __setstate__(self, state):
        raise SystemExit


@hostile(ITSELF, stage="load")
class KillsItselfOnArrival(Arrives):
    def __setstate__(self, state):
        os.kill(os.getpid(), signal.SIGKILL)


@hostile(ITSELF, stage="load")
class ClosesEverythingOnArrival(Arrives):
    def __setstate__(self, state):
        os.closerange(0, 256)


@hostile(ITSELF, stage="load")
class RaisesOfMetaOnArrival(Arrives):
    def __setstate__(self, state):
        raise OF_META[1]


@hostile((("index", 0),), (("index", 1),), (("index", 2),), stage="load", timeout=0.7)
def three_that_stop_the_worker():
    return [EndsOnArrival(), HangsOnArrival(), KillsItselfOnArrival(), Plain()]


# -- deep, cyclic, many -------------------------------------------------------


def chain(length):
    first = last = Plain()
    for _ in range(length):
        last.next = Plain()
        last = last.next
    return first, last


@hostile(DEEP)
def ten_thousand_levels():
    return chain(10_000)[0]


@hostile((attr("next"),) * 10_000 + (attr("lock"),), DEEP)
def lock_under_ten_thousand_levels():
    first, last = chain(10_000)
    last.lock = threading.Lock()
    return first


@hostile(DEEP)
def hundred_thousand_lists():
    made = []
    for _ in range(100_000):
        made = [made]
    return made


@hostile((("index", 1),))
def cycle():
    made = []
    made += [made, threading.Lock()]
    return made


@hostile(*((("item", i),) for i in range(300)))
def hundreds_of_locks():
    return {i: threading.Lock() for i in range(300)}


# -- the test -----------------------------------------------------------------


def same(step, expected):
    """Tell whether a step is the one expected; of a hostile key, the class is given."""
    kind, value = step
    return kind == expected[0] and (
        type(value) is expected[1]
        or value is expected[1]
        or (type(value) in (int, str) and value == expected[1])
    )


def is_expected(steps, expected):
    pairs = zip(steps, HERE + expected, strict=False)
    return len(steps) == len(HERE + expected) and all(same(*pair) for pair in pairs)


def is_too_deep(root):
    try:
        ForkingPickler.dumps(root)
    except RecursionError:
        return True
    except Exception:
        return False
    return False


def test_nothing_is_left_of_what_was_interrupted():
    tracing = sys.gettrace()
    poolable.explain(SwallowsAll(), start_method="fork", timeout=0.2)
    assert sys.exc_info()[1] is None
    assert sys.gettrace() is tracing


@pytest.mark.parametrize(("make", "culprits", "stage", "timeout"), CASES)
def test_it_ends_in_time_and_is_named(make, culprits, stage, timeout):
    root = [0, make()]
    began = time.monotonic()
    report = poolable.explain(root, start_method="fork", timeout=timeout)
    assert time.monotonic() - began < SPARE + STAGES * timeout
    paths = [culprit.path[-80:] for culprit in report.culprits]
    assert len(str(report)) < 100_000
    assert (str(report) + report._repr_html_()).encode()  # no lone surrogate, which none can print
    json.dumps(report.as_json())
    if ANYTHING in culprits:
        return
    if SOMETHING in culprits:
        assert not report.ok
        return
    expected = [each for each in culprits if each is not DEEP]
    for steps in expected:
        found = [each for each in report.culprits if is_expected(each.steps, steps)]
        assert len(found) == 1, paths
        assert stage is None or found[0].stage == stage
    if DEEP in culprits:
        assert report.ok == (not expected and not is_too_deep(root)), paths
        assert len(report.culprits) <= len(expected) + 1
    else:
        assert len(report.culprits) == len(expected), paths


def test_a_time_limit_may_come_at_any_moment():
    for number in range(1, 11):
        report = poolable.explain(EndlessInDepth(), start_method="fork", timeout=number / 100)
        assert not report.ok


def test_a_walk_that_is_interrupted_between_two_steps_still_has_a_last_object():
    walk = Walk(Graph([[1]]))
    walk.nodes.append([1])  # its parent would be noted next
    assert walk.line_to_last() == [[[1]]]


def test_what_only_takes_long_is_not_said_to_belong_to_a_process():
    report = poolable.explain(list(range(10**6)), start_method="fork", timeout=1e-4)
    assert "does not end in time" in report.culprits[0].reason


def test_nothing_of_an_object_controls_the_terminal():
    def refuse(self, protocol):
        raise type("\x1b[31m", (ValueError,), {})("\x1b[31m\0\u202e")

    kind = type("\x1b[31m", (), {"__reduce_ex__": refuse, "__module__": "\x1b[31m"})
    report = poolable.explain({"\x1b[31m": kind()}, start_method="fork")
    assert len(report.culprits) == 1
    assert (str(report) + report._repr_html_()).replace("\n", "").isprintable()
