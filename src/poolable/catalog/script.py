"""The scripts as data, read from their docstrings."""

from __future__ import annotations

import ast
import difflib
import functools
import hashlib
import inspect
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from poolable.catalog.expectation import Expectation, parse
from poolable.catalog.folder import folders
from poolable.errors import WrongUsage
from poolable.lab.versions import includes

DEFAULT_RUNS_ON = "3.8+"  # a script runs on these Pythons unless it says otherwise

_FIELD = re.compile(r"(Needs|Cured by|Runs on|(?:Prints|Fails|Hangs)[^:]*):(?: (.*))?")


@dataclass(frozen=True)
class Script:
    """One file of ``patterns`` or ``failures``."""

    name: str
    kind: str
    """``failure`` or ``pattern``."""
    folder: str
    """The folder of its kind that it lies in, such as ``refused``."""
    path: Path
    source: str
    verdict: str
    """The first sentence of its docstring."""
    story: str
    """The rest of its docstring, without the fields."""
    needs: tuple[str, ...]
    """Third-party packages that it imports."""
    runs_on: str
    """Versions of Python, such as "2.7+"."""
    cured_by: tuple[str, ...]
    """Names of the patterns that cure it, the best first."""
    expectations: tuple[Expectation, ...]

    @property
    def cures(self) -> tuple[str, ...]:
        """Return the failures that this script cures, in the order of the table of contents."""
        return tuple(name for name, one in scripts().items() if self.name in one.cured_by)

    @property
    def digest(self) -> str:
        """Return a text that changes when the code does; the docstring does not count."""
        return hashlib.sha256(self.code.encode()).hexdigest()[:16]

    @property
    def code(self) -> str:
        """Return the source after the docstring."""
        docstring = ast.parse(self.source).body[0]
        lines = self.source.splitlines(keepends=True)
        return "".join(lines[docstring.end_lineno :]).lstrip("\n")

    def expected(self, version: str, start_method: str) -> Expectation | None:
        """Return what the docstring promises there; None if the script does not run there.

        The first line of the docstring that fits the Python and the start method counts.
        """
        if not includes(self.runs_on, version):
            return None
        lines = (line for line in self.expectations if line.applies(version, start_method))
        return next(lines, None)


@functools.cache
def scripts() -> dict[str, Script]:
    """Return every script by name, in the order of the table of contents.

    >>> scripts()["getstate"].verdict
    'Leave the pool behind when self is pickled.'
    """
    return {path.stem: read(path, folder.kind) for folder in folders() for path in folder.files}


def get(name: str) -> Script:
    """Return the script called *name*, with or without its ``.py``.

    Raises:
        WrongUsage: there is none; the message offers the nearest name.

    """
    name = name.removesuffix(".py")
    if name in scripts():
        return scripts()[name]
    near = difflib.get_close_matches(name, scripts(), n=1)
    hint = f"did you mean {near[0]}?" if near else "`poolable list` names them all."
    raise WrongUsage(f"no script is called {name!r}: {hint}")


def cures_of(failure: str) -> list[Script]:
    """Return the patterns that cure *failure*, best first; [] if no script has that name.

    >>> [script.name for script in cures_of("missing_guard")]
    ['guarded_pool']
    """
    known = scripts().get(failure)
    return [get(name) for name in known.cured_by] if known else []


def difference(before: Script, after: Script, *, code_only: bool = False) -> str:
    """Return the unified diff from one script to the other.

    Args:
        before: the script to start from.
        after: the script that the diff leads to.
        code_only: leave the docstrings out.

    """
    texts = [script.code if code_only else script.source for script in (before, after)]
    old, new = (text.splitlines(keepends=True) for text in texts)
    return "".join(difflib.unified_diff(old, new, before.path.name, after.path.name))


def is_small(before: Script, after: Script) -> bool:
    """Tell whether less than half of *after* differs from *before*, so that a diff teaches.

    >>> is_small(get("pool_in_self"), get("getstate"))
    True
    """
    lines = difference(before, after, code_only=True).splitlines()[2:]  # below the file names
    changed = sum(line.startswith(("+", "-")) for line in lines)
    return 2 * changed < len(after.code.splitlines())


def read(path: Path, kind: str) -> Script:
    """Return the script in the file *path*, as its docstring describes it."""
    source = path.read_text(encoding="utf-8")
    verdict, _, rest = inspect.cleandoc(ast.get_docstring(ast.parse(source)) or "").partition("\n")
    story, fields = _split(rest)
    expectations = [parse(field, text) for field, text in fields.items()]
    return Script(
        name=path.stem,
        kind=kind,
        folder=path.parent.name,
        path=path,
        source=source,
        verdict=verdict,
        story=story,
        needs=_names(fields.get("Needs", "")),
        runs_on=fields.get("Runs on", DEFAULT_RUNS_ON),
        cured_by=_names(fields.get("Cured by", "")),
        expectations=tuple(line for line in expectations if line),
    )


def _split(text: str) -> tuple[str, dict[str, str]]:
    r"""Split a docstring into its prose and its fields.

    >>> _split("Why.\n\nNeeds: dill\nPrints: [1,\n    2]")
    ('Why.', {'Needs': 'dill', 'Prints': '[1, 2]'})
    """
    prose: list[str] = []
    fields: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        match = _FIELD.fullmatch(line)
        if match:
            name = match[1]
            fields[name] = match[2] or ""
        elif name and line.startswith(" "):
            fields[name] = f"{fields[name]} {line.strip()}".strip()
        else:
            name = ""
            prose.append(line)
    return "\n".join(prose).strip(), fields


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def copy(script: Script, destination: Path, *, force: bool = False) -> Path:
    """Copy *script* and return the path of the copy.

    Args:
        script: the script to copy.
        destination: a folder, in which the copy keeps its name, or the path of the copy.
        force: overwrite a file that exists.

    Raises:
        WrongUsage: the file exists and *force* is false, or it cannot be written.

    """
    target = destination / script.path.name if destination.is_dir() else destination
    if target.exists() and not force:
        raise WrongUsage(f"{target} exists: overwrite it with --force, in Python force=True.")
    try:
        # written into a new file and moved, so that a full disk leaves no half-written copy
        with tempfile.TemporaryDirectory(prefix=".poolable-", dir=target.parent) as folder:
            (Path(folder) / target.name).write_text(script.source, encoding="utf-8")
            (Path(folder) / target.name).replace(target)
    except OSError as error:
        raise WrongUsage(
            f"{target} cannot be written ({error.strerror}): choose another destination."
        ) from None
    return target
