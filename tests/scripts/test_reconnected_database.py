"""A copy comes with the address, and each task has a connection of its own."""

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

from poolable.patterns.classes.reconnected_database import BigPow

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = DOCS / "patterns/classes/reconnected_database.md"


def test_a_copy_holds_the_address_and_never_a_connection():
    big_pow = BigPow(n=10)
    assert big_pow.pow(2) == 1024
    twin = pickle.loads(pickle.dumps(big_pow))
    assert vars(twin) == vars(big_pow) == {"address": ":memory:", "n": 10}
    assert twin.pow(2) == 1024


def test_an_address_that_is_wrong_is_the_error_of_the_task(tmp_path):
    big_pow = BigPow()
    big_pow.address = str(tmp_path / "missing" / "big_pow.db")
    twin = pickle.loads(pickle.dumps(big_pow))
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        twin.pow(2)


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
