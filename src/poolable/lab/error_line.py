"""The line of a traceback that names the error."""

from __future__ import annotations

import re

# An exception as the interpreter prints it: at the start of a line, its dotted name first.
# The last part of the name has a capital letter, except in names such as struct.error.
_ERROR = re.compile(r"^((?:(?:[A-Za-z_]\w*|<locals>)\.)*(?:_*[A-Z]\w*|(?<=\.)error))(?::\s*(.*))?$")
_WARNING = re.compile(r"\b[A-Z]\w*(?:Warning|Error): .+")
_NOT_ERRORS = {"Traceback"}


def last_error_line(text: str) -> str:
    r"""Return the last exception that *text* reports, on one line, or "".

    If the message starts on the next line, it is joined to its exception.

    >>> last_error_line("Traceback (most recent call last):\n  ...\nTypeError: no\n")
    'TypeError: no'
    >>> last_error_line("RuntimeError: \n        An attempt has been made\n")
    'RuntimeError: An attempt has been made'
    >>> last_error_line("all is well")
    ''
    """
    lines = text.splitlines()
    for number in reversed(range(len(lines))):
        match = _ERROR.match(lines[number])
        if match and match[1] not in _NOT_ERRORS and _follows_traceback(lines, number):
            message = match[2] or _first_words(lines[number + 1 :])
            if message:
                return f"{match[1]}: {message}"
            if match[2] is None:  # "RuntimeError: " and no message is a line cut short
                return match[1]
    return ""


def last_warning(text: str) -> str:
    r"""Return the last warning or error in *text*, at any place of a line, or "".

    >>> last_warning("/lib/x.py:1: UserWarning: it leaks\n  warnings.warn(")
    'UserWarning: it leaks'
    """
    found = _WARNING.findall(text)
    return str(found[-1]).strip() if found else ""


def _follows_traceback(lines: list[str], number: int) -> bool:
    """Tell an exception from any other line that starts with a capitalized word."""
    return number == 0 or lines[number - 1].startswith(" ") or "Traceback" in lines[number - 1]


def _first_words(lines: list[str]) -> str:
    """Return the first line of a message that starts below its exception, indented."""
    texts = (line for line in lines if line.strip())
    first = next(texts, "")
    return first.strip() if first.startswith(" ") else ""
