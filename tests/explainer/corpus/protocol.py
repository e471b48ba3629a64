"""Cases: classes with a reducer of their own, right or wrong."""

import copyreg
import functools
import threading
from multiprocessing.reduction import ForkingPickler

from corpus.case import Job, healthy, refused


class Renames(Job):
    """Its state has the lock under another name."""

    def __getstate__(self):
        return {"n": 1, "guard": self.lock}


class StateIsALock(Job):
    def __getstate__(self):
        return self.lock

    def __setstate__(self, lock):
        self.lock = lock


class StateIsATuple(Job):
    def __getstate__(self):
        return (1, [self.lock])

    def __setstate__(self, state):
        self.lock = state[1][0]


class Reduces(Job):
    def __reduce__(self):
        return Job, (), {"callback": self.callback}


class ReducesWithArguments(Job):
    def __reduce_ex__(self, protocol):
        return functools.partial, (print, self.callback)


class ReducesToItems(Job):
    def __reduce__(self):
        return dict, (), None, None, iter([("x", self.callback)])


class ReducesToALocalFunction(Job):
    def __reduce__(self):
        return self.callback, ()


class NewArguments(tuple):
    def __new__(cls, *parts):
        return super().__new__(cls, parts)

    def __getnewargs__(self):
        return tuple(self)


class NewKeywords(Job):
    def __new__(cls, *, callback):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"callback": self.callback}


class Refuses(Job):
    def __reduce_ex__(self, protocol):
        raise TypeError("sessions stay where they are")


class RefusesState(Job):
    def __getstate__(self):
        raise RuntimeError("still running")


class NotAReduction(Job):
    def __reduce__(self):
        return [Job, ()]


class NoSuchGlobal(Job):
    def __reduce__(self):
        return "NOWHERE"


class Gauge(Job):
    """Reduced by copyreg."""


class AnswersEverything:
    """Has any attribute, even what pickle asks for."""

    def __getattr__(self, name):
        return lambda *args: None


class KeysAreAttributes(dict):
    __getattr__ = dict.__getitem__


class Meta(type):
    """Classes of it are made on the fly."""


class DropsLock(Job):
    def __getstate__(self):
        return {key: value for key, value in vars(self).items() if key != "lock"}

    def __setstate__(self, state):
        vars(self).update(state, lock=threading.Lock())


class RebuildsLock(Job):
    def __reduce__(self):
        return RebuildsLock, (), {"n": self.n}


class SlotsWithoutLock:
    __slots__ = ("lock", "n")

    def __init__(self, n=1):
        self.n, self.lock = n, threading.Lock()

    def __reduce__(self):
        return SlotsWithoutLock, (self.n,)


class LockOfTheClass(Job):
    lock = threading.Lock()
    key = lambda x: x  # noqa: E731


class KnownToCopyreg(Job):
    """Its reducer leaves the lock behind."""


class KnownToTheForkingPickler(Job):
    """Only the pickler of multiprocessing knows how to reduce it."""


class PickledByName(Job):
    def __reduce__(self):
        return "MAIN"


MAIN = PickledByName(lock=threading.Lock())
copyreg.pickle(Gauge, lambda gauge: (Job, (), {"lock": gauge.lock}))
copyreg.pickle(KnownToCopyreg, lambda obj: (KnownToCopyreg, ()))
ForkingPickler.register(KnownToTheForkingPickler, lambda obj: (KnownToTheForkingPickler, ()))


@refused("constructed", lambda job: [job.lock])
def renamed_in_the_state():
    return Renames(lock=threading.Lock())


@refused("constructed", lambda job: [job.lock])
def nothing_else_in_the_state():
    return StateIsALock(lock=threading.Lock())


@refused("constructed", lambda job: [job.lock])
def state_is_a_tuple():
    return StateIsATuple(lock=threading.Lock())


@refused("https://github.com/python/cpython/issues/122213", lambda job: [job.callback])
def state_of_a_reduction():
    return Reduces(callback=lambda: 1)


@refused("constructed", lambda job: [job.callback])
def argument_of_a_reduction():
    return ReducesWithArguments(callback=lambda: 1)


@refused("constructed", lambda job: [job.callback])
def item_of_a_reduction():
    return ReducesToItems(callback=threading.Lock())


@refused("constructed", lambda job: [job.callback])
def function_of_a_reduction():
    return ReducesToALocalFunction(callback=lambda: 1)


@refused("constructed", lambda job: [job[1]])
def argument_of_new():
    return NewArguments(1, threading.Lock())


@refused("https://github.com/lsst/pipe_base/pull/153", lambda job: [job.callback])
def keyword_of_new():
    return NewKeywords(callback=lambda: 1)


@refused("constructed", lambda task: [task.__self__])
def reducer_that_raises():
    return Refuses().run


@refused("https://github.com/aio-libs/multidict/pull/77", lambda job: [job.part])
def state_that_raises():
    return Job(part=RefusesState())


@refused("constructed", lambda job: [job.part])
def reduction_that_is_a_list():
    return Job(part=NotAReduction())


@refused("constructed", lambda job: [job.part])
def reduction_to_a_name_that_is_not():
    return Job(part=NoSuchGlobal())


@refused("constructed", lambda job: [job.gauge.lock])
def reducer_of_copyreg():
    return Job(gauge=Gauge(lock=threading.Lock()))


@healthy("https://github.com/python/cpython/pull/3508")
def has_every_attribute():
    return Job(proxy=AnswersEverything())


@healthy("https://github.com/pepkit/peppy/issues/108")
def keys_are_attributes():
    return Job(config=KeysAreAttributes(a=1))


@refused("constructed", lambda job: [(job.part, type(job.part))])
def instance_of_a_class_made_by_a_metaclass():
    return Job(part=Meta("Made", (), {})())


@healthy("https://github.com/DIRACGrid/DIRAC/pull/3336")
def state_without_the_lock():
    return DropsLock(lock=threading.Lock(), n=1).run


@healthy("https://github.com/DataDog/dd-trace-py/pull/16643")
def owner_that_drops_its_lock_among_others():
    return [DropsLock(lock=threading.Lock(), n=n) for n in range(3)]


@healthy()
def reduction_without_the_lock():
    return RebuildsLock(lock=threading.Lock(), n=1)


@healthy()
def slots_without_the_lock():
    return SlotsWithoutLock()


@healthy("https://github.com/cloudpipe/cloudpickle/issues/462")
def lock_of_the_class():
    return LockOfTheClass(n=1).run


@healthy("https://github.com/noripyt/django-cachalot/pull/163")
def reducer_of_copyreg_without_the_lock():
    return Job(part=KnownToCopyreg(lock=threading.Lock()))


@healthy("https://deepwiki.com/celery/billiard/4.5-object-serialization")
def reducer_of_the_forking_pickler():
    return Job(part=KnownToTheForkingPickler(lock=threading.Lock()))


@healthy()
def pickled_by_name():
    return Job(main=MAIN)
