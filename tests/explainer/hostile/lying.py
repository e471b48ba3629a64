"""Hostile objects: their reducers return something that they may not."""

import threading

from hostile.case import ITSELF, Plain, hostile


def lying(answer, name):
    class Lying:
        def __reduce_ex__(self, protocol):
            return answer

    def make():
        return Lying()

    make.__name__ = name
    return hostile(ITSELF)(make)


lying(5, "lies_a_number")
lying(None, "lies_none")
lying((), "lies_nothing")
lying((1, 2, 3, 4, 5, 6, 7), "lies_too_much")
lying(("f", ()), "lies_no_function")
lying("missing", "lies_a_name")
lying((list, [1]), "lies_no_tuple")
lying((list, (), None, 5), "lies_no_iterator")
lying((list, (), None, None, 5), "lies_no_pairs")
lying((list, (), None, None, None, 5), "lies_no_setter")


@hostile(ITSELF)
def lies_pairs_that_are_none():
    made = Given()
    made.given = (dict, (), None, None, [1, 2])
    return made


class Given:
    """Reduces itself to what it was given, with new iterators."""

    def __reduce_ex__(self, protocol):
        return tuple(iter(part) if type(part) is list else part for part in self.given)


class Tuple(tuple):
    def __iter__(self):
        raise ValueError

    __len__ = __eq__ = __hash__ = __repr__ = __iter__


@hostile((("reduce", 1), ("index", 0)))
class ReducesToTupleSubclass:
    def __init__(self):
        self.kept = Tuple([print, (threading.Lock(),)])

    def __reduce_ex__(self, protocol):
        return self.kept


@hostile(ITSELF)
def with_a_reducer_of_its_own():
    made = Plain()
    made.__reduce_ex__ = lambda protocol: 5
    return made
