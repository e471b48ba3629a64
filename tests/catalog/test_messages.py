"""A message leads to its failure, in any wording and in any dress."""

import pytest

from poolable.catalog.messages import find, nearest
from poolable.catalog.templates import all_templates

# The last lines of tracebacks as users posted them; where and what they led to at first.
REPORTED = {
    # OpenDriveLab/DriveLM#141, Python 3.8
    "lock_in_self": "TypeError: cannot pickle '_thread.RLock' object",
    # facebookresearch/SparseConvNet#125, Python 3.6 on Windows
    "local_function": "AttributeError: Can't pickle local object 'train.<locals>.<lambda>'",
    # LorenFrankLab/spyglass#153, a notebook on Python 3.8
    "worker_killed_executor": (
        "    391         # Break a reference cycle with the exception in self._exception\n\n"
        "BrokenProcessPool: A process in the process pool was terminated abruptly "
        "while the future was running or pending"
    ),
    # gwct/referee#6, Python 2.7
    "unpicklable_result": (
        "    raise value\n"
        "multiprocessing.pool.MaybeEncodingError: Error sending result: "
        "'psutil.Process(pid=8172, name='referee.py', started='11:29:58')'. "
        "Reason: 'TypeError(\"can't pickle thread.lock objects\",)'"
    ),
    # ucsb-seclab/sailfish#6, Python 3.6
    "nested_pool": "AssertionError: daemonic processes are not allowed to have children",
    # lncrawl/lightnovel-crawler#2850, Python 3.14 on macOS
    "start_method_twice": "RuntimeError: context has already been set",
    # DEAP/deap#324, a log line
    "decorated_function": (
        "[2019-01-03 19:42:05,210] scoopzmq  (b'127.0.0.1:49608') WARNING Pickling Error: "
        "Can't pickle <function map at 0x1091b6a60>: "
        "it's not the same object as scoop.futures.map"
    ),
    # m-bain/whisperX#193
    "generator_argument": "TypeError: cannot pickle 'generator' object",
    # LeCAR-Lab/dial-mpc#8
    "leaked_segment": (
        "resource_tracker.py:224: UserWarning: resource_tracker: There appear to be 6 leaked "
        "shared_memory objects to clean up at shutdown"
    ),
    # icaros-usc/pyribs#346, a notebook
    "notebook_function": (
        "AttributeError: Can't get attribute 'simulate' on <module '__main__' (built-in)>"
    ),
    # tkarabela/pysubs2#97, Python 3.12
    "exception_with_init": (
        "    return _ForkingPickler.loads(buf.getbuffer())\n"
        "           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "TypeError: FormatAutodetectionError.__init__() missing 1 required positional "
        "argument: 'formats'"
    ),
    # botcity-dev/botcity-framework-web-python#28, Python 3.10 on Windows
    "file_in_self": "TypeError: cannot pickle '_io.TextIOWrapper' object",
}

STRANGERS = [
    "ZeroDivisionError: division by zero",
    "ModuleNotFoundError: No module named 'numpy'",
    "KeyError: 'name'",
    "IndexError: list index out of range",
    "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    "ValueError: invalid literal for int() with base 10: 'x'",
    "FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'",
    "AttributeError: 'NoneType' object has no attribute 'group'",
    "SyntaxError: invalid syntax",
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0",
    "requests.exceptions.ConnectionError: Max retries exceeded",
    "OSError: [Errno 28] No space left on device",
]


def found(text):
    """Return the names of the failures that a text means."""
    return [match.template.failure for match in find(text)]


def equally_first(text):
    """Return those whose message is word for word that of the first."""
    matches = find(text)
    return [match.template.failure for match in matches if match.fits_as_well_as(matches[0])]


@pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.failure)
def test_every_recorded_line_leads_to_its_failure(template):
    assert template.failure in equally_first(template.example)


@pytest.mark.parametrize(("failure", "text"), REPORTED.items(), ids=list(REPORTED))
def test_a_reported_traceback_leads_to_its_failure(failure, text):
    assert failure in equally_first(text)


@pytest.mark.parametrize("text", STRANGERS)
def test_a_message_of_no_pool_is_not_known(text):
    assert find(text) == []


DRESSES = {
    "colours": lambda line: f"\x1b[31m{line}\x1b[0m",
    "quotes": lambda line: line.replace("'", "\u2019"),
    "no quotes": lambda line: line.replace("'", ""),
    "pytest": lambda line: f"E       {line}",
    "a list": lambda line: f"> {line}",
    "wrapped": lambda line: line.replace(" ", "\n", 3).replace("\n", " ", 2),
    "notes": lambda line: (
        f"{line}\nwhen serializing dict item 'pool'\nwhen serializing tuple item 0"
    ),
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=list(DRESSES))
def test_the_dress_of_a_message_does_not_matter(dress):
    line = "NotImplementedError: pool objects cannot be passed between processes or pickled"
    assert found(dress(line))[0] == "pool_in_self"


def test_the_package_that_a_traceback_mentions_decides():
    line = "NotImplementedError: pool objects cannot be passed between processes or pickled"
    text = f'  File "/venv/site-packages/dill/_dill.py", line 420, in dump\n{line}'
    assert found(text)[0] == "dill_pool_in_self"


def test_what_is_near_is_offered_and_not_claimed():
    text = "pool objects may not be passed or pickled"
    assert find(text) == []
    assert "pool_in_self" in nearest(text)


def test_a_match_keeps_the_line_of_the_reader():
    line = "NotImplementedError: pool objects cannot be passed between processes or pickled"
    text = f"Traceback:\n\x1b[31m  {line} \x1b[0m\n"
    assert find(text)[0].line == line
    wrapped = "TypeError: can't\n    pickle _thread.RLock objects"
    assert find(wrapped)[0].line == "TypeError: can't pickle _thread.RLock objects"
    assert "lock_in_self" in found(wrapped)
