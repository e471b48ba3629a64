"""Hostile objects: deep, cyclic, or with very many culprits."""

import threading

from hostile.case import DEEP, Plain, attr, hostile


def chain(length):
    first = last = Plain()
    for _ in range(length):
        last.next = Plain()
        last = last.next
    return first, last


@hostile(DEEP)
def ten_thousand_levels():
    return chain(10_000)[0]


@hostile((attr("next"),) * 10_000 + (attr("lock"),), DEEP)
def lock_under_ten_thousand_levels():
    first, last = chain(10_000)
    last.lock = threading.Lock()
    return first


@hostile(DEEP)
def hundred_thousand_lists():
    made = []
    for _ in range(100_000):
        made = [made]
    return made


@hostile((("index", 1),))
def cycle():
    made = []
    made += [made, threading.Lock()]
    return made


@hostile(*((("item", i),) for i in range(300)))
def hundreds_of_locks():
    return {i: threading.Lock() for i in range(300)}
