"""Random object graphs with planted culprits, and whether `explain` finds them all.

As a program: PYTHONPATH=tests/explainer python -m corpus.graphs 100000 --seed 1
"""

import argparse
import random
import signal
import sys
import threading
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.reduction import ForkingPickler

from corpus.case import FOLLOW
from poolable import explain

CULPRITS = 5  # at most, in one graph
NODES = 30
SIMPLE = ("list", "tuple", "dict", "plain", "member")  # one step to each part


class Plain:
    def run(self):
        return self


class Slots:
    __slots__ = ("a", "b")


class Both(Slots):  # slots, and a dict
    pass


class Stateful:
    def __init__(self, parts):
        self.parts = parts

    def __getstate__(self):
        return {"held": self.parts}

    def __setstate__(self, state):
        self.parts = state["held"]


class Tupled(Stateful):
    def __getstate__(self):
        return (1, self.parts)

    def __setstate__(self, state):
        self.parts = state[1]


class Rebuilt:
    def __init__(self, *parts):
        self.parts = parts

    def __reduce__(self):
        return Rebuilt, self.parts


class Extended(Rebuilt):
    def __reduce_ex__(self, protocol):
        return Extended, (), None, iter(self.parts)

    def extend(self, parts):
        self.parts = (*self.parts, *parts)

    def append(self, part):
        self.extend([part])


class Unpicklable:
    """Makes culprits: each method returns the objects by which its culprit may be named."""

    @staticmethod
    def lock():
        return (threading.Lock(),)

    @staticmethod
    def generator():
        return ((n for n in ()),)

    @staticmethod
    def local_function():
        return (lambda: None,)

    @staticmethod
    def local_instance():
        class Local:
            pass

        made = Local()
        return made, Local


def fail():
    raise ValueError("it does not load")


class FailsToMake:
    def __reduce__(self):
        return fail, ()


class FailsInState:
    def __getstate__(self):
        return 1

    def __setstate__(self, state):
        fail()


class InitError(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


PLANTED = {
    "lock": Unpicklable.lock,
    "generator": Unpicklable.generator,
    "lambda": Unpicklable.local_function,
    "local": Unpicklable.local_instance,
    "make": lambda: (FailsToMake(),),
    "state": lambda: (FailsInState(),),
    "init": lambda: (InitError(1, 2),),
}
LOADS = ("make", "state", "init")


def of(kind, **attributes):
    made = kind()
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def named(parts):
    return {f"a{i}": part for i, part in enumerate(parts)}


def two(parts):
    return dict(zip("ab", parts, strict=False))


def ordered(parts):
    return OrderedDict(named(parts))


def hashed(kind, parts):
    return kind(part for part in parts if type(part).__hash__ is not None and is_hashable(part))


def is_hashable(part):
    with suppress(TypeError):
        hash(part)
        return True
    return False


def by_key(parts):
    return {(part if is_hashable(part) else i): i for i, part in enumerate(parts)}


KINDS = {
    "list": list,
    "tuple": tuple,
    "dict": named,
    "plain": lambda parts: of(Plain, **named(parts)),
    "member": lambda parts: hashed(set, parts),
    "frozen": lambda parts: hashed(frozenset, parts),
    "keys": by_key,
    "slots": lambda parts: of(Slots, **two(parts)),
    "both": lambda parts: of(Both, **two(parts), **named(parts)),
    "stateful": Stateful,
    "tupled": Tupled,
    "rebuilt": lambda parts: Rebuilt(*parts),
    "extended": lambda parts: Extended(*parts),
    "deque": deque,
    "bounded": lambda parts: deque(parts, maxlen=9),
    "ordered": ordered,
    "partial": lambda parts: partial(of, *parts, **named(parts)),
    "method": lambda parts: of(Plain, **named(parts)).run,
}


@dataclass
class Grown:
    """A root, and the objects by which each of its culprits may be named."""

    root: object
    culprits: list
    stages: list
    simple: bool

    def distances(self):
        """Return the least number of steps to each culprit; of simple graphs."""
        far, here, steps = {id(self.root): 0}, [self.root], 0
        while here:
            steps += 1
            reached = {id(part): part for one in here for part in parts_of(one)}
            here = [part for key, part in reached.items() if key not in far]
            far.update((id(part), steps) for part in here)
        return [far[id(names[0])] + len(names) - 1 for names in self.culprits]


def parts_of(one):
    if type(one) is dict:
        return [*one, *one.values()]
    if type(one) in (list, tuple, set):
        return list(one)
    return list(vars(one).values()) if type(one) is Plain else []


def grow(seed):
    """Return the graph of that seed."""
    chance = random.Random(seed)
    simple = chance.random() < 0.4
    kinds = SIMPLE if simple else tuple(KINDS)
    planted = [chance.choice(tuple(PLANTED)) for _ in range(chance.randint(0, CULPRITS))]
    culprits = [PLANTED[kind]() for kind in planted]
    nodes = [names[0] for names in culprits] + [1, "text", None, (), 2.5]
    lonely = {id(names[0]): names[0] for names in culprits}
    mutable = []
    for _ in range(chance.randint(1, NODES)):
        parts = chance.choices(nodes, k=chance.randint(0, 4))
        kind = chance.choice(kinds)
        node = KINDS[kind](parts)
        nodes.append(node)
        if kind not in ("slots", "both", "member", "frozen", "keys"):  # they may drop a part
            for part in parts:
                lonely.pop(id(part), None)
        lonely[id(node)] = node
        if kind in ("list", "dict", "plain"):
            mutable.append(node)
    for node in chance.choices(mutable, k=chance.randint(0, 3)) if mutable else ():
        add(node, chance.choice(nodes))
    left = list(lonely.values())
    chance.shuffle(left)
    root = KINDS[chance.choice(("list", "tuple", "dict", "plain"))](left)
    stages = ["load" if kind in LOADS else "dump" for kind in planted]
    return Grown(root, culprits, stages, simple)


def add(node, part):
    """Add a part to a node; if the node is inside of the part, this makes a cycle."""
    if type(node) is list:
        node.append(part)
    elif type(node) is dict:
        node["back"] = part
    else:
        node.back = part


def ends(root, steps):
    """Return the objects to which the steps lead; in a set, from any member on."""
    here = [root]
    for kind, key in steps:
        found = []
        for start in here:
            with suppress(Exception):
                found += FOLLOW[kind](start, key)
        here = found
    return here


def errors_of(grown, report):
    """Return each statement of a report that is wrong about a graph."""
    wrong = []
    if report.ok == bool(grown.culprits):
        wrong.append(f"ok is {report.ok}")
    if len(report.culprits) != len(grown.culprits):
        wrong.append(f"{len(report.culprits)} culprits of {len(grown.culprits)}")
    steps = grown.distances() if grown.simple else [0] * len(grown.culprits)
    for names, stage, far in zip(grown.culprits, grown.stages, steps, strict=True):
        told = [one for one in report.culprits if leads_to(grown.root, one.steps, names)]
        told = sorted(told, key=among_members)
        if not told or (len(told) > 1 and not among_members(told[1])):
            wrong.append(f"{names[0]!r} is named {len(told)} times")
        elif stage not in {one.stage for one in told}:
            wrong.append(f"{told[0].path} is of stage {told[0].stage}")
        # The report may name the instance of a local class, or the class, one step further.
        elif grown.simple and not any(far - len(names) < len(one.steps) <= far for one in told):
            wrong.append(f"{told[0].path} takes {len(told[0].steps)} steps instead of {far}")
    wrong += [
        f"{one.path} leads to none"
        for one in report.culprits
        if not any(leads_to(grown.root, one.steps, names) for names in grown.culprits)
    ]
    return wrong


def among_members(culprit):
    """Tell whether it is a member of a set: its path may lead to other culprits as well."""
    return ("member", None) in culprit.steps


def leads_to(root, steps, names):
    return any(end is name for end in ends(root, steps) for name in names)


def check_seed(seed):
    """Return the errors of `explain` about the graph of that seed."""
    grown = grow(seed)
    if not grown.culprits:
        ForkingPickler.loads(ForkingPickler.dumps(grown.root))  # else the graph itself is wrong
    return errors_of(grown, explain(grown.root, fresh=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    began = time.monotonic()
    failing, done = [], 0
    with suppress(KeyboardInterrupt):  # the summary is printed all the same
        for seed in range(options.seed, options.seed + options.count):
            wrong = check_seed(seed)
            done += 1
            if wrong:
                failing.append(seed)
                print(f"seed {seed}: {'; '.join(wrong)}", flush=True)
    took = time.monotonic() - began
    python = ".".join(map(str, sys.version_info[:3]))
    print(
        f"{done} graphs from seed {options.seed} on Python {python}: "
        f"{len(failing)} failing {failing[:20]}, {took:.0f} s"
    )
    return bool(failing)


if __name__ == "__main__":
    sys.exit(main())
