"""The folders that the scripts lie in, which are the table of contents.

The docstring of a folder's ``__init__`` is its heading, its sentence, and one field. ``Order``
lists the folders of ``failures`` or of ``patterns``; ``Start with`` lists the scripts that a reader
should look at first.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent.parent
KINDS = {"failure": HERE / "failures", "pattern": HERE / "patterns"}

_FIELD = re.compile(r"^(Order|Start with): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Folder:
    """One folder of scripts, such as ``failures/refused``."""

    kind: str
    """``failure`` or ``pattern``."""
    name: str
    path: Path
    heading: str
    sentence: str
    first: tuple[str, ...]
    """Names of the scripts, or of the folders, that come first, from its field."""

    @property
    def files(self) -> list[Path]:
        """Return the scripts, those to start with first, then by name."""
        return sorted(self.path.glob("[!_]*.py"), key=lambda path: (self._rank(path.stem), path))

    def _rank(self, name: str) -> int:
        return self.first.index(name) if name in self.first else len(self.first)


@functools.cache
def folders() -> tuple[Folder, ...]:
    """Return every folder in the order of the table of contents, failures first.

    >>> [folder.name for folder in folders()][:3]
    ['refused', 'returned', 'misused']
    """
    return tuple(
        read_folder(path / name, kind)
        for kind, path in KINDS.items()
        for name in read_folder(path, kind).first
    )


def read_folder(path: Path, kind: str) -> Folder:
    """Return the folder *path*, as the docstring of its ``__init__`` describes it."""
    source = (path / "__init__.py").read_text(encoding="utf-8")
    text = inspect.cleandoc(ast.get_docstring(ast.parse(source)) or "")
    heading, _, rest = _FIELD.sub("", text).partition("\n")
    field = _FIELD.search(text)
    first = tuple(field[2].split()) if field else ()
    return Folder(
        kind=kind,
        name=path.name,
        path=path,
        heading=heading.removesuffix("."),
        sentence=" ".join(rest.split()),
        first=first,
    )
