"""The object that ``poolable explain`` is asked about: an expression in a file or a module."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from poolable.errors import WrongUsage


def load(target: str) -> tuple[Any, str]:
    """Return the object that *target* names, and its expression.

    Args:
        target: "FILE.py:EXPRESSION" or "MODULE:EXPRESSION"; a file is imported, not run
            as the main program, so that guarded code is not run.

    Raises:
        WrongUsage: there is no such file, module or name, or one of them raises.

    """
    place, separator, expression = target.partition(":")
    if target[1:3] in (":\\", ":/"):  # the drive of a Windows path
        drive, (place, separator, expression) = target[:2], target[2:].partition(":")
        place = drive + place
    if not separator or not place or not expression.strip():
        raise WrongUsage(f"{target!r} names nothing: give FILE.py:EXPRESSION or MODULE:EXPRESSION.")
    module = _imported(place)
    try:
        return eval(expression, vars(module)), expression.strip()
    except BaseException as error:
        raise WrongUsage(
            f"{expression} in {place} raises {_error_text(error)}: name an object."
        ) from None


def _imported(place: str) -> ModuleType:
    """Import a file or a module by a name under which a worker can import it, too."""
    path = Path(place)
    if path.suffix == ".py":
        if not path.is_file():
            raise WrongUsage(f"{place} is no file: check the path.")
        name, folder = path.stem, str(path.resolve().parent)
    else:
        name, folder = place, str(Path.cwd())
    sys.path.insert(0, folder)
    try:
        module = importlib.import_module(name)
    except BaseException as error:
        if isinstance(error, ModuleNotFoundError) and error.name == name:
            raise WrongUsage(f"there is no module {name}: check its name.") from None
        raise WrongUsage(
            f"{place} fails on import with {_error_text(error)}: fix that first."
        ) from None
    found = getattr(module, "__file__", None)
    if path.suffix == ".py" and (found is None or Path(found).resolve() != path.resolve()):
        raise WrongUsage(
            f"import {name} finds {found or 'a module of Python'} before {place}: rename the file."
        )
    return module


def _error_text(error: BaseException) -> str:
    return traceback.format_exception_only(error)[-1].strip()
