"""A copy has the logger of its process, with the handlers that are there."""

import logging
import pickle

import pytest

from poolable.patterns.classes.logger_by_name import BigPow, start_logging


@pytest.fixture
def handlers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    handlers = logging.getLogger("big_pow").handlers
    yield handlers
    while handlers:
        handlers.pop().close()


def test_a_copy_writes_with_the_handler_of_its_process(handlers, tmp_path):
    sent = pickle.dumps(BigPow(n=10))
    start_logging()
    twin = pickle.loads(sent)
    assert twin.logger is logging.getLogger("big_pow")
    assert twin.pow(2) == 1024
    assert [path.read_text() for path in tmp_path.iterdir()] == ["power of 2\n"]
    assert len(handlers) == 1


def test_the_handler_is_not_sent(handlers):
    without = pickle.dumps(BigPow(n=10))
    start_logging()
    assert len(handlers) == 1
    assert pickle.dumps(BigPow(n=10)) == without
