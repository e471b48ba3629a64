"""Cases: objects that can be pickled, and cannot be rebuilt, anywhere or in another process."""

import copyreg
import importlib.util
import sys
import tempfile
import threading
import types
from dataclasses import dataclass
from pathlib import Path

from corpus.case import Job, case, square

REGISTRY = {}


def cannot_load(source, culprits, **options):
    """Add an object that can be pickled, and cannot be rebuilt even where it was made."""
    return case(source, "load", culprits, **options)


def only_here(source, culprits, **options):
    """Add an object that only this process and its forks can rebuild."""
    return case(source, "fresh", culprits, **options)


class Unwrapped(Exception):  # noqa: N818
    def __init__(self, result, message):
        super().__init__(message)
        self.result = result


class Keyword(Exception):  # noqa: N818
    def __init__(self, *, code):
        super().__init__(f"code {code}")


class Stuff(Exception):  # noqa: N818
    def __init__(self, stuff):
        super().__init__(stuff.name)


class NeedsArguments:
    def __new__(cls, n):
        self = super().__new__(cls)
        self.n = n
        return self


class StateRaises(Job):
    def __setstate__(self, state):
        raise KeyError("version")


class Locked:
    __slots__ = ("n",)

    def __init__(self):
        object.__setattr__(self, "n", 1)

    def __setattr__(self, name, value):
        raise AttributeError("read only")


class Foo:
    __slots__ = ("foo",)


@dataclass(frozen=True)
class FrozenFoo(Foo):
    bar: int


class Wrapper:
    def __init__(self, foo):
        self.foo = foo

    def __getattr__(self, name):
        return getattr(self.foo, name)


class HashOfItsName:
    def __init__(self):
        self.name = "a"
        self.x = {self}

    def __hash__(self):
        return hash(self.name)


class OpensFile(Job):
    def __setstate__(self, state):
        self.text = Path(state["path"]).read_text()


class WrongCount(Job):
    def __reduce__(self):
        return square, (1, 2, 3)


class Private:
    def __run(self, x):
        return x

    def task(self):
        return self.__run


def registered(name):
    return REGISTRY[name]


class FromRegistry(Job):
    def __reduce__(self):
        return registered, (self.name,)


class Plain:
    __slots__ = ("a",)


class Extended(Job):
    """Known by a number to the process that has registered it."""


@cannot_load("https://github.com/rustedpy/result/issues/200", lambda error: [error])
def exception_with_two_arguments():
    return Unwrapped(1, "no")


@cannot_load("https://github.com/python/cpython/issues/120810", lambda job: [job.error])
def exception_with_a_keyword():
    return Job(error=Keyword(code=1))


@cannot_load("https://github.com/python/cpython/issues/103061", lambda errors: [errors[0]])
def exception_with_another_argument():
    return [Stuff(types.SimpleNamespace(name="a"))]


@cannot_load("https://github.com/python/cpython/issues/93542", lambda error: [error])
def exception_of_the_standard_library():
    import xmlrpc.client

    return xmlrpc.client.ProtocolError("1", 2, "3", {})


@cannot_load("https://github.com/hgrecco/pint/issues/914", lambda group: [group.exceptions[1]])
def exception_in_a_group_with_two_arguments():
    return ExceptionGroup("both", [ValueError(1), Unwrapped(1, "no")])


@cannot_load("https://github.com/hgrecco/pint/issues/914", lambda job: [job.errors["a"], job.last])
def two_exceptions():
    return Job(errors={"a": Unwrapped(1, "no")}, last=Keyword(code=1))


@case(
    "https://github.com/python/cpython/issues/79492", ("dump", "load"), lambda j: [j.lock, j.error]
)
def lock_and_exception():
    return Job(lock=threading.Lock(), error=Unwrapped(1, "no"))


@cannot_load("https://github.com/python/cpython/issues/130621", lambda job: [job.part])
def set_state_that_raises():
    return Job(part=StateRaises(n=1))


@cannot_load("https://github.com/ericvsmith/dataclasses/issues/154", lambda parts: [parts[0]])
def slots_that_cannot_be_set():
    return [Locked()]


@cannot_load("https://github.com/python/cpython/issues/105877", lambda foo: [foo])
def frozen_dataclass_of_a_class_with_slots():
    foo = FrozenFoo(1)
    object.__setattr__(foo, "foo", "a")
    return foo


@cannot_load("https://github.com/python/cpython/issues/133015", lambda wrapper: [wrapper])
def unguarded_getattr():
    return Wrapper(Job(n=1))


@cannot_load(
    "https://github.com/developmentseed/obspec-utils/issues/30", lambda t: [t.__self__.store]
)
def unguarded_getattr_in_self():
    return Job(store=Wrapper(Job(n=1))).run


@cannot_load("constructed", lambda job: [job.part])
def new_with_arguments():
    return Job(part=NeedsArguments(1))


@cannot_load("https://github.com/python/cpython/issues/124937", lambda foo: [(foo, foo.x)])
def hash_of_a_cycle():
    return HashOfItsName()


@cannot_load("https://github.com/python/cpython/issues/137889", lambda g: [(g, g.exceptions[0])])
def cycle_of_an_exception_group():
    inner = Exception("inner")
    inner.outer = ExceptionGroup("outer", [inner])
    return inner.outer


@cannot_load("constructed", lambda job: [job.settings])
def file_that_is_gone():
    return Job(settings=OpensFile(path="no/such/file"))


@cannot_load("constructed", lambda job: [job.part])
def reduction_with_too_many_arguments():
    return Job(part=WrongCount())


@cannot_load("https://github.com/joblib/loky/issues/264", lambda task: [task])
def private_method():
    return Private().task()


@cannot_load("https://github.com/python/cpython/issues/82033", lambda job: [job.callback])
def private_method_as_a_callback():
    return Job(callback=Private().task())


@cannot_load("constructed", lambda job: [job.callback])
def function_made_a_method():
    return Job(callback=types.MethodType(square, Job()))


@only_here(
    "https://github.com/nasa/condor/issues/58", lambda task: [(task.__self__, type(task.__self__))]
)
def class_of_a_module_made_at_run_time():
    module = sys.modules["made_at_run_time"] = types.ModuleType("made_at_run_time")
    exec("class Model:\n    def run(self, x):\n        return x\n", vars(module))
    return module.Model().run


@only_here("https://github.com/nasa/condor/issues/58", lambda job: [job.function])
def function_of_a_module_loaded_from_a_file():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plugin.py")
        path.write_text("def plug(x):\n    return x\n")
        spec = importlib.util.spec_from_file_location("loaded_from_a_file", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    sys.modules[spec.name] = module
    return Job(function=module.plug)


@only_here("https://github.com/jupyter/notebook/issues/6258", lambda task: [task])
def function_of_a_notebook():
    main = sys.modules["__main__"]
    exec("def cell_function(x):\n    return x\n", vars(main))
    return main.cell_function


@only_here(
    "https://github.com/microsoft/vscode-jupyter/issues/12485",
    lambda job: [(job.part, type(job.part))],
)
def class_of_a_notebook():
    main = sys.modules["__main__"]
    if not hasattr(main, "CellClass"):
        exec("class CellClass:\n    pass\n", vars(main))
    return Job(part=main.CellClass())


@only_here("https://github.com/python/cpython/issues/132898", lambda task: [task])
def function_defined_after_import():
    if "late" not in globals():
        exec("def late(x):\n    return x\n", globals())
    return globals()["late"]


@only_here(
    "https://github.com/seung-lab/python-task-queue/pull/16",
    lambda job: [(job.part, type(job.part))],
)
def class_registered_under_its_name():
    kind = type("Generated", (Job,), {"__module__": __name__})
    sys.modules[__name__].Generated = kind
    return Job(part=kind(n=1))


@only_here("constructed", lambda kinds: [kinds[1]])
def class_nested_after_import():
    names = {"__module__": __name__, "__qualname__": "FromRegistry.Nested"}
    FromRegistry.Nested = type("Nested", (Job,), names)
    return [Job, FromRegistry.Nested]


@only_here("constructed", lambda job: [(job.part, type(job.part))])
def class_replaced_in_its_module():
    kind = type("Plain", (), {"__module__": __name__, "__slots__": ("a", "b")})
    sys.modules[__name__].Plain = kind
    part = kind()
    part.a, part.b = 1, 2
    return Job(part=part)


@only_here("constructed", lambda job: [job.part])
def name_in_a_registry():
    REGISTRY["one"] = Job(n=1)
    return Job(part=FromRegistry(name="one"))


@only_here("constructed", lambda job: [(job.part, Extended)])
def class_known_by_a_number():
    copyreg.add_extension(__name__, "Extended", 0xF0)
    yield Job(part=Extended(n=1))
    copyreg.remove_extension(__name__, "Extended", 0xF0)


@only_here("constructed", lambda job: [job.late, (job.part, type(job.part))])
def two_that_only_this_process_knows():
    return Job(late=function_defined_after_import(), part=class_of_a_notebook().part)
