"""Ask one tool about one case of the corpus, and judge the answer; prints JSON.

    PYTHONPATH=src:tests/explainer python benchmarks/shared/explain_adapters.py dill lock_in_self

Each adapter takes the root and returns the tool's verdict and what it found: pairs of the objects
that the tool handed over and the objects at the end of the path that it told.
"""

import importlib
import importlib.metadata
import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.reduction import ForkingPickler
from typing import Any

from corpus import cases  # a folder of the tests
from corpus.case import cell_of, follow, names, reduced

Finding = tuple[list[Any], list[Any]]
Answer = tuple[bool, list[Finding]]


def explain(root: object) -> Answer:
    """Ask poolable, under spawn, which all others are compared under as well."""
    poolable = importlib.import_module("poolable")
    report = poolable.explain(root, start_method="spawn")
    ends = [follow(root, culprit.steps) for culprit in report.culprits]
    return report.ok, [(end, end) for end in ends]


def dill(root: object) -> Answer:
    """Ask for the bad attributes, two levels of them, and for the bad items."""
    detect = importlib.import_module("dill.detect")
    if detect.errors(root) is None:
        return True, []
    found: list[Finding] = [([root], [root])]
    for depth in (1, 2):
        bad = detect.badobjects(root, depth)
        found += [([end], [end]) for end in leaves(root, bad, depth)]
    if isinstance(root, (dict, list, tuple, set, frozenset)):
        found += [([item], []) for item in detect.baditems(root)]
    # The root is bad because of its parts: report it only if there are none.
    return False, found if len(found) == 1 else found[1:]


def leaves(obj: object, bad: Any, depth: int) -> Iterator[object]:
    """Yield the objects at the ends of what badobjects returns, names in names."""
    if depth and bad:
        for name, inner in bad.items():
            yield from leaves(getattr(obj, name), inner, depth - 1)
    else:
        yield obj


def ray(root: object) -> Answer:
    """Ask ray, at the depth that it has by default."""
    inspect = importlib.import_module("ray.util").inspect_serializability
    crosses, failures = inspect(root, print_file=io.StringIO())
    return crosses, [([each.obj], walk(root, each.path)) for each in failures]


def walk(obj: Any, path: tuple[str, ...]) -> list[object]:
    """Return what the names lead to, be they of attributes or of what a function closes over."""
    for name in path:
        if name is None:
            continue
        if hasattr(obj, name):
            obj = getattr(obj, name)
        elif name in getattr(obj, "__globals__", {}):
            obj = obj.__globals__[name]
        else:
            try:
                obj = cell_of(obj, name)
            except (AttributeError, ValueError):
                return []
    return [obj]


def sensai(root: object) -> Answer:
    """Ask sensAI, which tells paths and hands over nothing."""
    debugger = importlib.import_module("sensai.util.pickle").PickleFailureDebugger
    paths = debugger.debug_failure(root)
    ends = [list(ends_of(root, path.removeprefix(type(root).__name__))) for path in paths]
    return not paths, [(end, end) for end in ends]


def ends_of(obj: Any, path: str) -> Iterator[object]:
    """Yield what a path such as ``.lock[lock]`` leads to, going the way that sensAI goes."""
    if not path:
        yield obj
    for key, child in children(obj).items():
        step = f".{key}[{child.__class__.__name__}]"
        if path.startswith(step):
            yield from ends_of(child, path.removeprefix(step))


def children(obj: Any) -> dict[object, object]:
    """Return what sensAI looks at in an object."""
    if hasattr(obj, "__dict__"):
        try:
            state = obj.__getstate__()
        except Exception:
            return dict(obj.__dict__)
        return state if type(state) is dict else {"state": state}
    if type(obj) in (list, tuple, set):
        return dict(enumerate(obj))
    return obj if type(obj) is dict else {}


def notes(root: object) -> Answer:
    """Ask the pickler itself, which adds notes to its exceptions since Python 3.14."""
    if sys.version_info < (3, 14):
        raise ImportError("exceptions of pickle have notes since Python 3.14")
    try:
        ForkingPickler.dumps(root)
    except Exception as error:
        ends = [root]
        with suppress(Exception):
            for note in reversed(getattr(error, "__notes__", [])):
                ends = noted(ends, note)
        return False, [(ends, ends)]
    return True, []


NOTES: list[tuple[str, Callable[[Any, str], list[object]]]] = [
    (r".* state", lambda obj, _: [reduced(obj)[2]]),
    (r".* reconstructor arguments", lambda obj, _: [reduced(obj)[1]]),
    (r".* reconstructor", lambda obj, _: [reduced(obj)[0]]),
    (r"dict item (.*)", lambda obj, key: [obj[each] for each in obj if repr(each) == key]),
    (r"(?:tuple|list) item (\d+)", lambda obj, i: [obj[int(i)]]),
    (r"(?:set|frozenset) element", lambda obj, _: list(obj)),
]


def noted(starts: list[object], note: str) -> list[object]:
    """Return where a note leads; ``when serializing X object`` stays where it is."""
    text = note.removeprefix("when serializing ")
    for pattern, step in NOTES:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return [end for start in starts for end in step(start, (match.groups() or ("",))[0])]
    return starts


ADAPTERS = {
    "poolable": explain,
    "dill": dill,
    "ray": ray,
    "sensai-utils": sensai,
    "pickle notes": notes,
}


def judge(case: Any, root: object, answer: Answer) -> dict[str, Any]:
    """Tell what is right of an answer; of a case that crosses there is the verdict only."""
    crosses, found = answer
    right: dict[str, Any] = {"verdict": crosses == case.crosses("spawn")}
    declared = [{id(name) for name in names(culprit)} for culprit in case.culprits(root)]
    if declared:
        handed = {id(obj) for objects, _ in found for obj in objects}
        reached = {id(obj) for _, ends in found for obj in ends}
        right["culprit"] = any(handed & each for each in declared)
        right["path"] = any(reached & each for each in declared)
        right["all"] = all(handed & each for each in declared)
        right["told"] = len(handed | reached)
    return right


def asked(tool: str, case: Any) -> dict[str, Any]:
    """Return the judgement and the seconds of one call."""
    with case.built() as root:
        ADAPTERS[tool](None)  # what it imports is not counted
        started = time.perf_counter()
        answer = ADAPTERS[tool](root)
        seconds = time.perf_counter() - started
        return {**judge(case, root, answer), "seconds": seconds}


def version(tool: str) -> str:
    """Return the version of a tool, which for pickle is that of Python."""
    try:
        return importlib.metadata.version(tool)
    except importlib.metadata.PackageNotFoundError:
        return ""


def main(tool: str, name: str = "") -> dict[str, Any]:
    """Ask, or without a case tell whether the tool is there."""
    try:
        ADAPTERS[tool](None)
    except (ImportError, AttributeError) as error:
        return {"missing": f"{error}"}
    by_name = {case.name: case for case in cases.CASES}
    if name:
        return asked(tool, by_name[name])
    there = [case for case in cases.CASES if not case.missing]
    stopped = [case.name for case in there if case.stage]
    python = ".".join(map(str, sys.version_info[:3]))
    return {
        "version": version(tool),
        "python": python,
        "cases": [case.name for case in there],
        "stopped": stopped,
    }


if __name__ == "__main__":
    # Some of what is asked prints, so the answer is the last line.
    print("\n" + json.dumps(main(*sys.argv[1:])), flush=True)
