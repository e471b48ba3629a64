"""Hostile objects: they lie about their class, their attributes, their keys and their text."""

import threading

from hostile.case import CLASS, ITSELF, OF_META, SOMETHING, Plain, Text, attr, hostile


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
    # its class does not cross either, and is met first: no exception may escape from `explain`
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
