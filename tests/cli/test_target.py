"""`poolable explain` loads an object from a file or a module, and explains it."""

import json
import subprocess
import sys
import textwrap

import pytest
from platforms import posix

from poolable import cli
from poolable.cli import target
from poolable.errors import WrongUsage

pytestmark = posix
JOB = """
import threading

class Job:
    def __init__(self, **parts):
        vars(self).update(parts)
    def run(self, x):
        return x

fine = Job()
job = Job(lock=threading.Lock())
several = {"a": [1, job]}
"""


@pytest.fixture(autouse=True)
def forget(monkeypatch):
    """Let what a test imports be forgotten, and leave the path as it was."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and "jobs" in name:
            del sys.modules[name]


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a file to be imported."""

    def write(name="jobs.py", source=JOB):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return path

    return write


@pytest.fixture
def explain(capsys):
    """Return a function that carries out the command: exit code, output, complaint."""

    def run_command(*arguments):
        code = cli.main(["explain", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run_command


def test_a_file_and_what_does_not_cross(explain, file):
    code, out, err = explain(f"{file()}:job.run")
    assert (code, err) == (1, "")
    assert out.startswith("job.run does not cross to a worker: 1 culprit.\n\n")
    assert "job.run.__self__.lock\n" in out


def test_a_file_and_what_crosses(explain, file):
    code, out, err = explain(f"{file()}:fine.run")
    assert (code, err) == (0, "")
    assert out.startswith("fine.run crosses: ")


def test_an_expression_may_have_colons_and_spaces(explain, file):
    code, out, _ = explain(f"{file()}:  several['a'][1:]  ", "--start-method", "fork")
    assert code == 1
    assert "several['a'][1:][0].lock" in out


def test_a_module_is_looked_for_where_one_is(explain, file, monkeypatch):
    file("jobs_here.py")
    monkeypatch.chdir(file().parent)
    assert explain("jobs_here:job")[0] == 1
    assert explain("json:dumps")[0] == 0
    assert explain("os.path:join")[0] == 0


def test_a_drive_of_windows_is_of_the_path():
    with pytest.raises(WrongUsage, match=r"^C:/jobs\.py is no file: check the path\.$"):
        target.load("C:/jobs.py:job")


def test_a_path_with_spaces(explain, file):
    path = file("a folder/jobs spaced.py")
    assert explain(f"{path}:job.run", "--start-method", "spawn")[0] == 1
    assert explain(f"{path}:fine.run", "--start-method", "spawn")[0] == 0


def test_json(explain, file):
    code, out, _ = explain(f"{file()}:job", "--json", "--start-method", "fork")
    facts = json.loads(out)
    assert code == 1
    assert facts["ok"] is False
    assert facts["start_method"] == "fork"
    assert facts["culprits"][0]["path"] == "job.lock"
    assert facts["culprits"][0]["steps"] == [["attr", "lock"]]


def test_the_time_limit(explain, file):
    path = file(
        source="""
        import time
        class Slow:
            def __reduce__(self):
                time.sleep(1000)
        slow = [Slow()]
        """
    )
    code, out, _ = explain(f"{path}:slow", "--timeout", "0.6")
    assert code == 1
    assert "slow[0]\n" in out


@pytest.mark.parametrize("given", ["jobs.py", "jobs", ":job", "jobs.py:", "jobs.py:  ", ""])
def test_what_names_nothing(explain, given):
    code, out, err = explain(given)
    assert (code, out) == (2, "")
    assert "names nothing: give FILE.py:EXPRESSION or MODULE:EXPRESSION." in err


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(:", "SyntaxError: invalid syntax"),
        ("import no_such_module_1", "ModuleNotFoundError: No module named 'no_such_module_1'"),
        ("from os import no_such", "ImportError: cannot import name 'no_such'"),
        ("import sys\nsys.exit('bye')", "SystemExit: bye"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("\0", ""),  # ValueError before 3.11.4
    ],
)
def test_a_file_that_fails_on_import(explain, file, source, said):
    path = file("jobs_failing.py", source)
    code, out, err = explain(f"{path}:x")
    assert (code, out) == (2, "")
    assert err.startswith(f"poolable: {path} fails on import with {said}")
    assert err.endswith(": fix that first.\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("nothing", "NameError: name 'nothing' is not defined"),
        ("job.nothing", "AttributeError: 'Job' object has no attribute 'nothing'"),
        ("1 +", "SyntaxError: invalid syntax"),
        ("x = 1", "SyntaxError: "),
        ("exit(3)", "SystemExit: 3"),
        ("1 / 0", "ZeroDivisionError: "),
    ],
)
def test_an_expression_that_raises(explain, file, expression, said):
    code, out, err = explain(f"{file()}:{expression}")
    assert (code, out) == (2, "")
    assert f"raises {said}" in err
    assert err.endswith(": name an object.\n")


def test_no_such_file_or_module(explain, tmp_path):
    path = tmp_path / "missing.py"
    assert explain(f"{path}:x")[::2] == (2, f"poolable: {path} is no file: check the path.\n")
    assert explain("no_such_module_2:x")[::2] == (
        2,
        "poolable: there is no module no_such_module_2: check its name.\n",
    )
    assert explain("json.no_such:x")[0] == 2
    assert explain("no_such_package_3.inner:x")[0] == 2


def test_a_name_that_hides_a_module_of_python(explain, file):
    path = file("json.py")
    code, out, err = explain(f"{path}:job")
    assert (code, out) == (2, "")
    assert f"before {path}: rename the file." in err


def test_no_such_start_method(explain, file):
    code, out, err = explain(f"{file()}:job", "--start-method", "teleport")
    assert (code, out) == (2, "")
    assert "start_method='teleport': choose from" in err


def test_what_cannot_be_encoded_is_printed_all_the_same(file):
    path = file(
        source="""
        class Odd:
            def __reduce__(self):
                raise ValueError("\\\\udcff \\\\u20ac")
        odd = {"\\\\udcfe": Odd()}
        """.replace("\\\\", "\\")
    )
    command = [sys.executable, "-m", "poolable", "explain", f"{path}:odd"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1, ended.stderr
    assert "odd['\\udcfe']" in ended.stdout


def test_a_guarded_file_is_not_run_as_main(explain, file):
    path = file(source=JOB + "if __name__ == '__main__':\n    raise SystemExit\n")
    assert explain(f"{path}:fine")[0] == 0


def test_load_returns_the_object_and_its_expression(file):
    obj, name = target.load(f"{file()}: job ")
    assert (type(obj).__name__, name) == ("Job", "job")


@pytest.mark.parametrize(
    "given", [":", "a:b:c:", "\0:x", "a\nb:c", "..:x", ".x:y", "x" * 9999 + ":y"]
)
def test_whatever_is_given_it_is_wrong_usage(given):
    with pytest.raises(WrongUsage):
        target.load(given)
