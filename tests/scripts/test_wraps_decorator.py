"""The decorated function is sent by its name, and holds the original."""

import pickle

from poolable.patterns.tasks.wraps_decorator import call_original, power


def test_the_decorated_function_is_sent_by_its_name():
    assert pickle.loads(pickle.dumps(power)) is power


def test_a_worker_calls_the_original():
    assert call_original(power, 2) == 1024
