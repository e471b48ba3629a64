"""Check that the wheel in a folder holds the package as the checkout has it.

`python tools/check_wheel.py build/dist` refuses a wheel that lacks a file or is older than the
checkout; with `--installed` it also refuses a Python that imports the checkout instead.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"


def main(words: list[str] | None = None) -> int:
    """Print the faults; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="where the wheel is")
    parser.add_argument("--installed", action="store_true", help="it is installed as well")
    options = parser.parse_args(words)
    wheels = list(options.folder.glob("*.whl"))
    faults = [f"{options.folder} has {len(wheels)} wheels: empty it and build one"]
    if len(wheels) == 1:
        faults = differences(packed(wheels[0]), checkout())
    if options.installed:
        faults += elsewhere()
    print(*(faults or ["the wheel holds the package, whole"]), sep="\n")
    return bool(faults)


def packed(wheel: Path) -> dict[str, bytes]:
    """Return the files of the package that *wheel* holds, by path."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        return {name: archive.read(name) for name in names}


def checkout() -> dict[str, bytes]:
    """Return the files of the package that are here, by path."""
    paths = [path for path in SOURCE.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in paths}


def differences(wheel: dict[str, bytes], here: dict[str, bytes]) -> list[str]:
    r"""Return where the wheel is not what is here; only the ends of lines may differ.

    >>> differences({"a.py": b"1\n", "c.py": b""}, {"a.py": b"1\r\n", "b.py": b""})
    ['b.py is not in the wheel', 'c.py is in the wheel alone']
    >>> differences({"a.py": b"1\n"}, {"a.py": b"2\n"})
    ['a.py is another one in the wheel: build it again']
    """
    lacking = [f"{name} is not in the wheel" for name in sorted(here.keys() - wheel.keys())]
    surplus = [f"{name} is in the wheel alone" for name in sorted(wheel.keys() - here.keys())]
    changed = [
        f"{name} is another one in the wheel: build it again"
        for name in sorted(here.keys() & wheel.keys())
        if here[name].replace(b"\r\n", b"\n") != wheel[name].replace(b"\r\n", b"\n")
    ]
    return lacking + surplus + changed


def elsewhere() -> list[str]:
    """Return the complaint if this Python imports the checkout, or nothing at all."""
    found = importlib.util.find_spec("poolable")
    origin = Path(found.origin).resolve() if found and found.origin else None
    if origin is None or origin.is_relative_to(SOURCE.resolve()):
        return [f"`import poolable` finds {origin}, not the wheel: install it"]
    return []


if __name__ == "__main__":
    sys.exit(main())
