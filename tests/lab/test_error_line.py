"""The line of a traceback that says what went wrong, as real Pythons print it."""

import subprocess
import sys

import pytest

from poolable.lab.error_line import last_error_line


def stderr_of(program):
    """Return what this Python prints for *program*."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("1/0", "ZeroDivisionError: division by zero"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise ValueError('')", "ValueError"),
        ("raise ValueError('one\\ntwo')", "ValueError: one"),
        ("raise ValueError('a: b: c')", "ValueError: a: b: c"),
        ("import decimal; raise decimal.Overflow('big')", "decimal.Overflow: big"),
        (
            "import struct; struct.unpack('i', b'')",
            "struct.error: unpack requires a buffer of 4 bytes",
        ),
        ("class _Own(Exception): pass\nraise _Own('x')", "_Own: x"),
        ("def f():\n  class E(Exception): pass\n  raise E('x')\nf()", "f.<locals>.E: x"),
        ("try: 1/0\nexcept Exception: raise OSError('no')", "OSError: no"),
        ("e = OSError('no'); e.add_note('Note: this'); raise e", "OSError: no"),
        ("f(", "SyntaxError: '(' was never closed"),
    ],
)
def test_it_is_the_exception_that_ended_the_program(program, line):
    assert last_error_line(stderr_of(program)) == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Traceback (most recent call last):\n",
        "script.py:3: DeprecationWarning: old\n  import imp\n",
        "Nothing went wrong\nAll: well\n",
        "Some text\nDone\n",
    ],
)
def test_other_lines_are_no_error(text):
    assert last_error_line(text) == ""


def test_the_last_of_several_tracebacks_counts():
    one = 'Traceback (most recent call last):\n  File "a"\nKeyError: 1\n'
    two = 'Traceback (most recent call last):\n  File "b"\nEOFError\n'
    assert last_error_line(one + two) == "EOFError"


def test_what_follows_the_traceback_does_not_count():
    text = 'Traceback (most recent call last):\n  File "a"\nKeyError: 1\nProcess finished\n'
    assert last_error_line(text) == "KeyError: 1"


def test_a_message_that_was_cut_off_gives_way_to_the_one_before():
    text = "Traceback (most recent call last):\n  x\nKeyError: 1\n  y\nRuntimeError: \n"
    assert last_error_line(text) == "KeyError: 1"


def test_a_message_that_starts_late_is_joined():
    text = "  pool = Pool()\nRuntimeError: \n\n        An attempt\n        has been made\n"
    assert last_error_line(text) == "RuntimeError: An attempt"
