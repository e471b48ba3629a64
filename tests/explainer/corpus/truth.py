"""Send the whole corpus to a worker of a real Pool and print which objects arrived, as JSON.

    python -m corpus.truth spawn

One worker takes the tasks in order. When the last task is answered, a task without an answer is
lost: the worker died while it loaded it.
"""

import json
import multiprocessing
import sys
from contextlib import ExitStack

from corpus.cases import CASES

LIMIT = 200  # seconds


def type_of(obj):
    return repr(type(obj))


def arrival(answer):
    """Return whether the object arrived, and the answer of the worker."""
    if not answer.ready():
        return False, "lost"
    try:
        return True, answer.get()
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"[:300]


def arrivals(start_method):
    """Return the arrival of every case, by name."""
    cases = [case for case in CASES if not case.missing]
    # A fork knows the names of this process only if it is forked after these were made.
    cases.sort(key=lambda case: case.stage != "fresh")
    first = [case for case in cases if case.stage == "fresh"]
    with ExitStack() as stack:
        roots = {case.name: stack.enter_context(case.built()) for case in first}
        pool = stack.enter_context(multiprocessing.get_context(start_method).Pool(1))
        others = cases[len(first) :]
        roots.update({case.name: stack.enter_context(case.built()) for case in others})
        answers = {name: pool.apply_async(type_of, (root,)) for name, root in roots.items()}
        pool.apply_async(type_of, (None,)).get(LIMIT)
        return {name: arrival(answer) for name, answer in answers.items()}


if __name__ == "__main__":
    print(json.dumps(arrivals(sys.argv[1])))
