"""Cases: functions, classes and iterators that no worker can look up by name."""

import collections
import copyreg
import dataclasses
import enum
import functools
import itertools
import re
import sys
import threading
import traceback
import types

from corpus.case import Job, case, healthy, refused, square

# The message says what is wrong: pickle looks for `corpus.functions.<lambda>`.
double = lambda x: 2 * x  # noqa: E731
Pair = collections.namedtuple("Couple", ["left", "right"])
ITERTOOLS = "dump" if sys.version_info >= (3, 14) else ""
SUMMARY = "dump" if sys.version_info >= (3, 14) else ""
SUPER = "" if sys.version_info >= (3, 14) else "dump"
PARSER = "" if sys.version_info >= (3, 14, 4) else "dump"


def unwrapped(function):
    def newf(*args):
        return function(*args)

    return newf


def wrapped(function):
    @functools.wraps(function)
    def newf(*args):
        return function(*args)

    return newf


@unwrapped
def decorated_badly(x):
    return x


@wrapped
def decorated_well(x):
    return x


class Meta(type):
    """Its classes are made on the fly, and copyreg knows how to make them again."""


copyreg.pickle(Meta, lambda kind: (Meta, (kind.__name__, (), {})))


class Encoder:
    """Its default is the lambda of PyTorch-NLP."""

    tokenize = lambda text: text.split()  # noqa: E731

    def __init__(self, tokenize=tokenize):
        self.tokenize = tokenize


class Child(Job):
    def keep(self):
        self.parent = super()


def local_function():
    def run(x):
        return x

    return run


def local_class():
    class Local(Job):
        pass

    return Local


@refused(
    "https://errornotes.dev/en/errors/python/fixing-typeerror-cannot-pickle-in-python-multiprocessing",
    lambda task: [task],
)
def lambda_task():
    return lambda x: x


@refused("https://github.com/HazyResearch/cartridges/issues/20", lambda task: [task.__self__.key])
def lambda_in_self():
    return Job(key=lambda x: x).run


@refused("https://github.com/PetrochukM/PyTorch-NLP/issues/41", lambda encoder: [encoder.tokenize])
def lambda_of_a_class():
    return Encoder()


@refused("https://github.com/uber/bayesmark/pull/8", lambda job: [job.double])
def lambda_with_a_name():
    return Job(double=double)


@refused("https://github.com/gentoo/portage/pull/1150", lambda task: [task])
def function_in_a_function():
    return local_function()


@refused("https://github.com/gentoo/portage/pull/1260", lambda job: [job.calls["then"][0]])
def function_in_a_function_in_a_dict():
    return Job(calls={"first": [square], "then": [local_function()]})


@refused("https://github.com/nalepae/pandarallel/issues/72", lambda job: [job.scale])
def closure_over_a_lock():
    lock = threading.Lock()

    def scale(x):
        with lock:
            return x

    return Job(scale=scale)


@refused("https://github.com/mrocklin/multipledispatch/issues/19", lambda task: [task])
def decorated_without_wraps():
    return decorated_badly


@refused("https://github.com/kislyuk/ensure/issues/29", lambda task: [task])
def what_a_decorator_has_replaced():
    return decorated_well.__wrapped__


@refused("https://github.com/python/cpython/issues/105982", lambda job: [job.again])
def decorated_again():
    return Job(again=wrapped(square))


@refused("https://github.com/joblib/joblib/issues/718", lambda task: [task.func])
def partial_of_a_lambda():
    return functools.partial(lambda x, y: x, 1)


@refused("https://github.com/joblib/joblib/issues/1088", lambda task: [task.args[1]])
def partial_with_a_bad_argument():
    return functools.partial(square, 1, threading.Lock())


@refused("https://github.com/joblib/joblib/issues/867", lambda task: [task.keywords["key"]])
def partial_with_a_bad_keyword():
    return functools.partial(square, key=lambda x: x)


@refused("https://github.com/joblib/joblib/issues/729", lambda task: [task.func.__self__.lock])
def partial_of_a_method():
    return functools.partial(Job(lock=threading.Lock()).run, 1)


@refused("https://github.com/GrahamDumpleton/wrapt/issues/343", lambda task: [task.__self__.cached])
def cache_on_the_instance():
    job = Job()
    job.cached = functools.lru_cache(job.run)
    return job.run


@refused("https://github.com/youknowone/methodtools/issues/13", lambda job: [job.run])
def cache_of_a_lambda():
    return Job(run=functools.cache(lambda x: x))


@refused("https://github.com/ezmsg-org/ezmsg/issues/85", lambda job: [(job.unit, type(job.unit))])
def instance_of_a_local_class():
    return Job(unit=local_class()(n=1))


@refused("https://github.com/python/cpython/issues/92920", lambda job: [job.kind])
def class_made_with_type():
    return Job(kind=type("Kind", (Job,), {}))


@refused("https://github.com/spyder-ide/spyder/issues/16696", lambda task: [(task, task.__self__)])
def class_method_of_a_local_class():
    class Local:
        @classmethod
        def run(cls, x):
            return x

    return Local.run


@refused("https://github.com/giampaolo/psutil/issues/461", lambda job: [(job.pair, Pair)])
def named_tuple_with_another_name():
    return Job(pair=Pair(1, 2))


@refused("https://github.com/numba/numba/issues/6388", lambda kind: [kind])
def type_of_a_named_tuple_with_another_name():
    return Pair


@refused("https://github.com/python/cpython/issues/106959", lambda j: [(j.kind, type(j.kind))])
def member_of_an_enum_made_in_a_function():
    return Job(kind=enum.Enum("Kinds", ["dog", "cat"]).dog)


@refused("constructed", lambda job: [(job.point, type(job.point))])
def instance_of_a_dataclass_made_in_a_function():
    return Job(point=dataclasses.make_dataclass("Point", ["x"])(1))


@refused("https://github.com/sphinx-doc/sphinx/issues/14375", lambda job: [job.kind])
def class_of_a_module_that_is_not():
    return Job(kind=type("Kind", (), {"__module__": "asyncio.current_task"}))


@refused("https://github.com/testing-cabal/mock/issues/139", lambda j: [(j.client, type(j.client))])
def magic_mock():
    from unittest import mock

    return Job(client=mock.MagicMock())


@refused("https://github.com/python/cpython/issues/100090", lambda j: [(j.foo, type(j.foo))])
def mock_with_a_spec():
    from unittest import mock

    return Job(foo=mock.Mock(spec=Job))


@refused("https://github.com/noxdafox/pebble/issues/89", lambda tasks: [tasks[1]])
def generator_argument():
    return [square, (x for x in range(3))]


@refused("https://github.com/janzd/EAST/issues/51", lambda job: [job.batches])
def generator_in_self():
    return Job(batches=(x for x in range(3)))


@refused("https://github.com/Koed00/django-q/issues/636", lambda job: [job.call])
def coroutine():
    async def call():
        pass

    waiting = call()
    yield Job(call=waiting)
    waiting.close()


@refused("https://github.com/omnilib/aiomultiprocess/issues/15", lambda job: [job.call])
def asynchronous_generator():
    async def call():
        yield 1

    return Job(call=call())


@refused("constructed", lambda job: [job.key])
def key_of_a_comparison():
    return Job(key=functools.cmp_to_key(max))


@case("constructed", SUMMARY, lambda job: [job.where.stack[0]._code] if SUMMARY else [])
def summary_of_a_traceback():
    try:
        raise ValueError
    except ValueError as error:
        return Job(where=traceback.TracebackException.from_exception(error))


@case(
    "https://github.com/angr/angr/issues/6175",
    ITERTOOLS,
    lambda job: [job.ids] if ITERTOOLS else [],
)
def counter():
    return Job(ids=itertools.count())


@case(
    "https://github.com/cubed-dev/cubed/pull/874",
    ITERTOOLS,
    lambda job: [job["x"]] if ITERTOOLS else [],
)
def product():
    return {"x": itertools.product([1], [2])}


@case("constructed", SUPER, lambda job: [job.parent] if SUPER else [])
def super_object():
    child = Child()
    child.keep()
    return child


@case(
    "constructed",
    PARSER,
    lambda j: [(j.parser, j.parser._registries["type"][None])] if PARSER else [],
)
def argument_parser():
    import argparse

    return Job(parser=argparse.ArgumentParser())


@refused("https://github.com/huggingface/datatrove/issues/236", lambda task: [task.__self__.parser])
def module_in_self():
    return Job(parser=re).run


@refused("constructed", lambda job: [job.match])
def regular_expression_match():
    return Job(match=re.match("a", "a"))


@refused("constructed", lambda job: [job.code])
def code_object():
    return Job(code=square.__code__)


@refused("https://github.com/ionelmc/python-tblib/issues/53", lambda job: [job.where])
def traceback_object():
    try:
        raise ValueError
    except ValueError as error:
        return Job(where=types.TracebackType(None, error.__traceback__.tb_frame, 0, 1))


@refused("constructed", lambda job: [job.size])
def property_object():
    return Job(size=property(square))


@refused("constructed", lambda job: [job.lock_it.__self__])
def enter_method_of_a_lock():
    return Job(lock_it=threading.Lock().__enter__)


@healthy()
def class_that_copyreg_makes_again():
    kind = Meta("Made", (), {})
    return [kind, kind()]
