"""The check of the wheel says which file is missing, old or too many."""

import zipfile

import check_wheel
import pytest


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a wheel of a checkout that has two files."""
    source = tmp_path / "src"
    (source / "poolable").mkdir(parents=True)
    (source / "poolable" / "__init__.py").write_text("")
    (source / "poolable" / "record.json").write_text("{}")
    monkeypatch.setattr(check_wheel, "SOURCE", source)
    with zipfile.ZipFile(tmp_path / "poolable-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("poolable/__init__.py", "")
        wheel.writestr("poolable/record.json", "{}")
        wheel.writestr("poolable-1.dist-info/METADATA", "Name: poolable")
    return tmp_path


def test_a_whole_wheel_passes(folder):
    assert check_wheel.main([str(folder)]) == 0


@pytest.mark.parametrize("name", ["lock_in_self.py", "record.jsonl", "py.typed"])
def test_a_file_that_the_wheel_lacks_is_named(folder, capsys, name):
    (folder / "src" / "poolable" / name).write_text("")
    assert check_wheel.main([str(folder)]) == 1
    assert capsys.readouterr().out == f"poolable/{name} is not in the wheel\n"


def test_an_old_wheel_is_refused(folder, capsys):
    (folder / "src" / "poolable" / "record.json").write_text("[]")
    assert check_wheel.main([str(folder)]) == 1
    assert capsys.readouterr().out.startswith("poolable/record.json is another one in the wheel")


def test_two_wheels_are_refused(folder, capsys):
    (folder / "poolable-2-py3-none-any.whl").touch()
    assert check_wheel.main([str(folder)]) == 1
    assert "has 2 wheels" in capsys.readouterr().out


def test_the_checkout_is_not_taken_for_the_installed_wheel(folder, capsys, monkeypatch):
    monkeypatch.setattr(check_wheel.importlib.util, "find_spec", lambda _: Found(folder))
    assert check_wheel.main([str(folder), "--installed"]) == 1
    assert "not the wheel: install it" in capsys.readouterr().out


class Found:
    """Stand for the spec of a package that is imported from a checkout."""

    def __init__(self, folder):
        self.origin = str(folder / "src" / "poolable" / "__init__.py")
