"""careful_initializer tells what went wrong, in every task that it goes wrong for."""

from poolable import lab
from poolable.catalog import get

SUM = "print(sum(pool.map(power, range(20))))"
EACH = """for x in range(20):
                    error = pool.submit(power, x).exception()
                    print(type(error).__name__, str(error.__cause__).count("in power"))
                raise SetupError"""


def test_each_task_raises_an_error_of_its_own(script):
    source = get("careful_initializer").source
    assert SUM in source
    source = source.replace(SUM, EACH).replace('"exponent.txt", "missing.txt"', '["missing.txt"]')
    # an error that is raised again and again would grow by its own traceback
    assert lab.run(script(source)).stdout == "SetupError 1\n" * 20 + "\n"


def test_a_file_that_is_no_number_is_named(script):
    source = get("careful_initializer").source.replace('write("10")', 'write("ten")')
    assert "invalid literal for int() with base 10: 'ten'\n" in lab.run(script(source)).stdout
