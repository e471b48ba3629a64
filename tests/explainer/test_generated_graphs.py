"""`explain` finds all culprits that were planted in random graphs, and no other."""

import pytest
from corpus.graphs import CULPRITS, check_seed, grow
from platforms import posix

pytestmark = posix
GRAPHS, BATCH = 400, 100


@pytest.mark.parametrize("first", range(0, GRAPHS, BATCH))
def test_every_planted_culprit_is_found(first):
    wrong = {seed: check_seed(seed) for seed in range(first, first + BATCH)}
    assert not any(wrong.values()), {seed: each for seed, each in wrong.items() if each}


def test_the_graphs_differ_in_size_kind_and_stages():
    grown = [grow(seed) for seed in range(GRAPHS)]
    assert {len(one.culprits) for one in grown} == set(range(CULPRITS + 1))
    assert {one.simple for one in grown} == {True, False}
    assert {frozenset(one.stages) for one in grown} >= {
        frozenset(),
        frozenset({"dump"}),
        frozenset({"load"}),
        frozenset({"dump", "load"}),
    }
    assert max(max(one.distances(), default=0) for one in grown if one.simple) > 4
