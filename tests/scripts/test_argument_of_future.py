"""argument_of_future knows the argument of a task that raises, too."""

from poolable import lab
from poolable.catalog import get

CHANGES = {
    "return x**n": "return x**n // (x != 3)",
    "= future.result()": "= future.exception() or future.result()",
    "is {pows[3]}": "is {type(pows.pop(3)).__name__}",
}


def test_the_argument_of_a_task_that_raises_is_known(script):
    source = get("argument_of_future").source
    for before, after in CHANGES.items():
        assert source.count(before) == 1, before
        source = source.replace(before, after)
    total = sum(x**10 for x in range(20) if x != 3)
    assert lab.run(script(source)).stdout == f"3**10 is ZeroDivisionError, the sum is {total}\n"
