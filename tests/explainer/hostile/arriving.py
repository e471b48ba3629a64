"""Hostile objects: they can be pickled, and loading them ends or hangs the process."""

import os
import signal
import time

from hostile.case import ITSELF, OF_META, Plain, hostile


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


@hostile(ITSELF, stage="load")
class MentionsAStandInOnArrival(Arrives):
    """Its error looks as if a stand-in of ours had caused it."""

    def __setstate__(self, state):
        raise ValueError("'StandIn' object has no attribute 'state'")


@hostile((("index", 0),), (("index", 1),), (("index", 2),), stage="load", timeout=0.7)
def three_that_stop_the_worker():
    return [EndsOnArrival(), HangsOnArrival(), KillsItselfOnArrival(), Plain()]
