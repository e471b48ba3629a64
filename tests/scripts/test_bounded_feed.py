"""feed() keeps to its limit and loses no error."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from poolable.patterns.throughput.bounded_feed import Numbers, feed, power


def find(x):
    return next(number for number in range(3) if number == x)


@pytest.fixture(scope="module")
def pool():
    with ThreadPoolExecutor(2) as pool:  # the same methods, and no processes to start
        yield pool


def test_it_never_draws_more_than_the_limit_ahead_of_what_was_read(pool):
    numbers = Numbers()
    results = islice(feed(pool, power, numbers, limit=4), 50)
    for read, _ in enumerate(results, start=1):
        assert numbers.drawn == read + 3


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 20])
def test_results_are_whole_and_in_order(pool, size):
    assert list(feed(pool, power, range(size), limit=4)) == list(map(power, range(size)))


def test_an_error_is_raised_where_the_result_is_read(pool):
    results = feed(pool, power, [1, "2", 3], limit=2)
    assert next(results) == 1
    with pytest.raises(TypeError):
        next(results)


def test_a_stop_iteration_does_not_end_the_results_early(pool):
    with pytest.raises(RuntimeError, match="generator raised StopIteration"):
        list(feed(pool, find, range(5), limit=2))
