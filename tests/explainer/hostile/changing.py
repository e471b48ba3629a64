"""Hostile objects: they change while they are pickled."""

import threading

from hostile.case import AS_PICKLE_SAYS, ITSELF, SOMETHING, Plain, hostile


@hostile(SOMETHING)
class RefusesOnce:
    """It refuses the first time, and pickles the second time."""

    def __getstate__(self):
        self.asked = getattr(self, "asked", 0) + 1
        return {} if self.asked > 1 else {"lock": threading.Lock()}


class Grows:
    def __init__(self, owner):
        self.owner = owner

    def __reduce_ex__(self, protocol):
        self.owner[len(self.owner)] = 1
        return Plain, ()


@hostile(SOMETHING)
def dict_that_grows():
    made = {}
    made.update(a=Grows(made), b=Grows(made))
    return made


class Empties(Grows):
    def __reduce_ex__(self, protocol):
        self.owner.clear()
        return Plain, ()


@hostile(AS_PICKLE_SAYS)
def list_that_is_emptied():
    made = []
    made += [Empties(made), 1, 2, Empties(made)]
    return made


class Appends(Grows):
    def __reduce_ex__(self, protocol):
        self.owner.append(Appends(self.owner))
        return Plain, ()


@hostile(SOMETHING, timeout=0.7)
def list_that_never_ends():
    made = [1]
    made.append(Appends(made))
    return made


@hostile(ITSELF)
class YieldsAndRaises:
    def __reduce_ex__(self, protocol):
        return list, (), None, self.items()

    def items(self):
        yield 1
        raise ValueError
