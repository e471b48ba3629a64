"""A copy comes without its connection, opens its own, and closes it when it goes."""

import csv
import hashlib
import pickle
import random
import re
import sqlite3
import ssl
import threading
import zlib
from contextlib import closing
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from poolable.patterns.classes.rebuild_resource import BigPow

PAGE = Path(__file__).parent.parent.parent / "docs" / "patterns" / "classes" / "rebuild_resource.md"


def copy(big_pow):
    return pickle.loads(pickle.dumps(big_pow))


@pytest.mark.parametrize("used", [False, True])
def test_the_connection_does_not_travel(used):
    big_pow = BigPow(n=10)
    if used:
        assert big_pow.pow(2) == 1024
    assert vars(copy(copy(big_pow))) == {"n": 10}


def test_a_copy_opens_its_own_on_first_use():
    big_pow = BigPow(n=10)
    twin = copy(big_pow)
    assert "db" not in vars(twin)
    assert twin.pow(2) == big_pow.pow(2) == 1024
    assert twin.db is twin.db
    assert twin.db is not big_pow.db


def test_the_connection_is_closed_when_its_copy_goes():
    big_pow = BigPow(n=10)
    db = big_pow.db
    del big_pow
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        db.execute("SELECT 1")


def test_what_the_page_calls_a_resource_is_refused():
    with closing(sqlite3.connect(":memory:")) as db:
        resources = [
            ssl.create_default_context(),
            threading.local(),
            threading.RLock(),
            db.cursor(),
            csv.reader([]),
            hashlib.md5(),
            re.match("", ""),
            zlib.compressobj(),
        ]
        refused = [reason(resource) for resource in resources]
    names = re.findall(r"`('[\w.]+')`", PAGE.read_text(encoding="utf-8"))
    assert refused == [f"cannot pickle {name} object" for name in names]
    assert reason(random.SystemRandom()) == "System entropy source does not have state."


def reason(resource):
    with pytest.raises((TypeError, NotImplementedError)) as caught:
        ForkingPickler.dumps(resource)
    return str(caught.value)
