"""Hostile objects: their reducers raise, and the exceptions are hostile as well."""

import time

import poolable
from hostile.case import ITSELF, OF_META, Meta, Text, hostile, with_lock


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
    """Its reducer calls `explain`: a walk and a time limit inside of another."""

    def __reduce_ex__(self, protocol):
        report = poolable.explain([with_lock()], fresh=False, timeout=1)
        raise ValueError(report.culprits[0].type)
