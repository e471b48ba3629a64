"""The variants that the page of equal_random_numbers tells of."""

import sys
from pathlib import Path

import pytest

import poolable
from poolable import lab
from poolable.catalog import get

PACKAGES = Path(poolable.__file__).parent.parent
FROM_314 = pytest.mark.skipif(sys.version_info < (3, 14), reason="preloads the script from 3.14 on")


def numbers(tmp_path, method, before, after):
    source = get("equal_random_numbers").source
    assert source.count(before) == 1
    script = tmp_path / "variant.py"
    script.write_text(source.replace(before, after))
    return int(lab.run(script, start_method=method, packages=PACKAGES).stdout.split()[1])


@pytest.mark.parametrize(
    ("generator", "method", "different"),
    [
        ("random.Random()", "fork", 10),
        ("random.Random()", "spawn", 20),
        pytest.param("random.Random()", "forkserver", 10, marks=FROM_314),
        ("random", "fork", 20),
        ("random; random.seed(42)", "fork", 20),
        ("random; random.seed(42)", "spawn", 10),
        pytest.param("random; random.seed(42)", "forkserver", 20, marks=FROM_314),
    ],
)
def test_it_depends_on_who_makes_the_generator(tmp_path, generator, method, different):
    assert numbers(tmp_path, method, "random.Random(42)", generator) == different


def test_a_generator_that_is_sent_repeats_in_every_chunk(tmp_path):
    sent = "pool.starmap(rng.random, [()] * 20, chunksize=2)"
    mapped = "pool.map(draw, range(20), chunksize=1)"
    assert numbers(tmp_path, "spawn", mapped, sent) == 2
