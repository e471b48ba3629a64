"""Hostile objects: pickling them does not end."""

import contextlib
import itertools
import time

from hostile.case import ITSELF, hostile


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
