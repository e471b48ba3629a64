"""Cases: where in containers and graphs the culprits are, and how many."""

import collections
import enum
import functools
import threading
import types
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.case import Job, refused


@dataclass
class Config:
    name: str
    lock: object = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Frozen:
    name: str
    hook: object


class Slotted:
    __slots__ = ("lock", "n")

    def __init__(self, lock):
        self.lock, self.n = lock, 1


class Both(Slotted):
    """Has slots and a dict: its state is a pair."""


class Row(NamedTuple):
    n: int
    hook: object


class Rows(list):
    """A list that has attributes."""


class Table(dict):
    """A dict that has attributes."""


class Label(str):
    """A string that has attributes."""


class ByValue(enum.Enum):
    def __reduce_ex__(self, protocol):  # as Enum itself, but for 3.11.0 to 3.11.3
        return self.__class__, (self._value_,)


class Guard(ByValue):
    MAIN = threading.Lock()


class Step(ByValue):
    HALVE = enum.member(functools.partial(lambda x: x / 2))


class Node:
    def __init__(self, parent=None):
        self.parent, self.children = parent, []
        if parent:
            parent.children.append(self)


@refused("https://github.com/noxdafox/pebble/issues/60", lambda root: [root["a"][1]["b"][1]])
def nested_values():
    return {"a": [1, {"b": (2, threading.Lock())}]}


@refused("constructed", lambda root: [next(iter(root)).lock])
def key_of_a_dict():
    return {Job(lock=threading.Lock()): 1, "b": 2}


@refused("constructed", lambda root: [next(iter(root["x"]))[1]])
def tuple_as_the_key_of_a_dict():
    return {"x": {(1, threading.Lock()): 1}}


@refused("constructed", lambda root: [next(iter(root)).lock])
def member_of_a_set():
    return {Job(lock=threading.Lock())}


@refused("constructed", lambda root: [next(x for x in root["seen"] if callable(x))])
def lambda_in_a_frozenset():
    return {"seen": frozenset([1, 2, lambda x: x])}


@refused("constructed", lambda root: [root[2][0]])
def nested_tuples():
    return (1, "a", (threading.Lock(), 2))


@refused("constructed", lambda root: [root.recent[1]])
def deque():
    return Job(recent=collections.deque([1, threading.Lock()], 5))


@refused("constructed", lambda root: [root["b"]])
def ordered_dict():
    return collections.OrderedDict(a=1, b=threading.Lock())


@refused(
    "https://github.com/feyninc/chonkie/pull/153", lambda task: [task.__self__.ids.default_factory]
)
def default_dict():
    return Job(ids=collections.defaultdict(lambda: 0, a=1)).run


@refused("https://github.com/jsonpickle/jsonpickle/issues/75", lambda root: [root.default_factory])
def default_dict_of_default_dicts():
    root = collections.defaultdict(lambda: collections.defaultdict(int))
    root[3][2] = 4
    return root


@refused("https://github.com/riga/order/pull/13", lambda root: [root["a"]])
def value_of_a_default_dict():
    return collections.defaultdict(list, a=threading.Lock())


@refused("constructed", lambda root: [root.maps[1]["x"]])
def chain_map():
    return collections.ChainMap({}, {"x": threading.Lock()})


@refused("constructed", lambda root: [root.data["x"]])
def user_dict():
    return collections.UserDict(x=threading.Lock())


@refused("constructed", lambda root: [root.key])
def simple_namespace():
    return types.SimpleNamespace(n=1, key=lambda x: x)


@refused("https://github.com/OpenSourceEconomics/pylcm/issues/449", lambda root: [root.entries])
def mapping_proxy():
    return Job(entries=types.MappingProxyType({"a": 1}))


@refused("https://github.com/nutonomy/nuscenes-devkit/issues/1155", lambda root: [root.names])
def keys_of_an_ordered_dict():
    # Not of a dict: multiprocessing.managers, once imported, has those sent as lists.
    return Job(names=collections.OrderedDict(a=1).keys())


@refused("https://github.com/beartype/plum/issues/322", lambda root: [root.lock])
def field_of_a_dataclass():
    return Config("a")


@refused("https://github.com/python/cpython/issues/88165", lambda root: [root[0].hook])
def field_of_a_frozen_dataclass():
    return [Frozen("a", lambda: 1)]


@refused("https://github.com/google/pygtrie/issues/7", lambda root: [root.lock])
def slot():
    return Slotted(threading.Lock())


@refused("constructed", lambda root: [root.lock, root.hook])
def slot_and_attribute():
    root = Both(threading.Lock())
    root.hook = lambda: 1
    return root


@refused("constructed", lambda root: [root[0].hook])
def field_of_a_named_tuple():
    return [Row(1, threading.Lock())]


@refused("constructed", lambda root: [root.lock])
def attribute_of_a_list():
    root = Rows([1, 2])
    root.lock = threading.Lock()
    return root


@refused("constructed", lambda root: [root["x"], root.lock])
def item_and_attribute_of_a_dict():
    root = Table(x=lambda: 1)
    root.lock = threading.Lock()
    return root


@refused("constructed", lambda root: [root["label"].lock])
def attribute_of_a_string():
    label = Label("a")
    label.lock = threading.Lock()
    return {"label": label}


@refused(
    "https://github.com/cloudpipe/cloudpickle/pull/246",
    lambda root: [(root.guard, root.guard.value)],
)
def lock_as_the_value_of_an_enum():
    return Job(guard=Guard.MAIN)


@refused("constructed", lambda root: [(root.step, root.step.value.func)])
def partial_as_the_value_of_an_enum():
    return Job(step=Step.HALVE)


@refused("constructed", lambda root: [root.error.args[1]])
def argument_of_an_exception():
    return Job(error=ValueError("busy", threading.Lock()))


@refused("https://github.com/python/cpython/issues/102205", lambda root: [root.request])
def attribute_of_an_exception():
    root = ValueError("busy")
    root.request = threading.Lock()
    return root


@refused("constructed", lambda root: [root.exceptions[1].args[0]])
def exception_in_a_group():
    return ExceptionGroup("both", [ValueError(1), KeyError(threading.Lock())])


@refused("constructed", lambda root: [root.near], steps=1)
def two_ways_to_a_lock():
    lock = threading.Lock()
    return Job(deep=[[[{"x": lock}]]], near=lock)


@refused("constructed", lambda root: [root.b.lock], steps=2)
def two_ways_to_the_owner_of_a_lock():
    owner = Job(lock=threading.Lock())
    return Job(a=Job(first=[Job(owner=owner)]), b=owner)


@refused("constructed", lambda root: [root[0]], steps=1)
def one_lock_a_thousand_times():
    return [threading.Lock()] * 1000


@refused("https://github.com/mailpile/moggie/issues/14", lambda root: [root[0], root[1]])
def two_locks():
    return [threading.Lock(), threading.Lock()]


@refused(
    "https://github.com/Preston-Landers/concurrent-log-handler/issues/24",
    lambda t: [t.__self__.key, t.__self__.log[0], t.__self__.rows],
)
def three_of_different_kinds():
    return Job(key=lambda x: x, log=[threading.Lock()], rows=(x for x in [1])).run


@refused("constructed", lambda root: [root[name].lock for name in root])
def twenty_owners_of_locks():
    return {f"job {n}": Job(lock=threading.Lock()) for n in range(20)}


@refused("constructed", lambda root: [root.rows[1]])
def behind_a_huge_list():
    return Job(rows=[list(range(200_000)), threading.Lock()])


@refused("constructed", lambda root: [root[70_000]["x"]])
def deep_in_a_huge_list():
    return [{"x": n if n != 70_000 else threading.Lock()} for n in range(100_000)]


@refused("constructed", lambda root: [root.children[0].lock])
def cycle_of_parent_and_child():
    root = Node()
    Node(root).lock = threading.Lock()
    return root


@refused("constructed", lambda root: [root["lock"]])
def dict_that_holds_itself():
    root = {"lock": threading.Lock()}
    root["self"] = root
    return root


@refused("constructed", lambda root: [functools.reduce(lambda x, _: x[0], range(101), root)])
def a_hundred_levels():
    return functools.reduce(lambda x, _: [x, 1], range(100), [threading.Lock()])


@refused("constructed", lambda root: [chain(root)])
def too_deep():
    return functools.reduce(lambda x, _: [x], range(100_000), [])


def chain(root):
    """Return a list and all the lists in it: any of them may be blamed for the depth."""
    found = [root]
    while found[-1]:
        found.append(found[-1][0])
    return found
