"""Whatever is wrong: one clear sentence on stderr, exit code 2, nothing half-written."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import leftovers
import pytest
from deadline import eventually
from platforms import linux, posix

from poolable import catalog, cli
from poolable.lab import running

# A shell may have expected_text its children to ignore the signal.
INTERRUPTIBLE = """
import pathlib, signal, sys
from poolable import catalog, cli
signal.signal(signal.SIGINT, signal.default_int_handler)
script = catalog.read(pathlib.Path(sys.argv[1]), "pattern")
catalog.get = lambda name: script
sys.exit(cli.main(["run", "script"]))
"""


@pytest.fixture
def complaint(capsys):
    """Return a function that carries out a bad command and returns its complaint."""

    def run_command(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:  # wrong usage, by argparse
            code = ended.code
        out, err = capsys.readouterr()
        assert (code, out) == (2, "")
        return err

    return run_command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_text("mine")
    return path


@pytest.mark.parametrize("command", ["show", "copy", "run"])
def test_an_unknown_name_is_told_the_nearest(complaint, command):
    expected_text = "poolable: no script is called 'getstat': did you mean getstate?\n"
    assert complaint(command, "getstat") == expected_text


def test_either_name_of_a_diff_may_be_unknown(complaint):
    assert "'getstat': did you mean" in complaint("diff", "getstat", "getstate")
    assert "'getstat': did you mean" in complaint("diff", "getstate", "getstat")


def test_a_missing_interpreter_is_said_to_be_missing(complaint):
    assert complaint("run", "getstate", "--python", "no-such-python") == (
        "poolable: interpreter 'no-such-python' was not found: "
        "give the path of a Python, or a name on the PATH such as python3.\n"
    )


@posix
def test_an_interpreter_that_is_no_python_is_refused(complaint):
    assert complaint("run", "getstate", "--python", "/bin/cat") == (
        "poolable: interpreter '/bin/cat' does not answer as a Python (CalledProcessError): "
        "give the path of one that runs.\n"
    )


def test_a_start_method_that_is_not_there_is_refused(complaint):
    assert complaint("run", "getstate", "--start-method", "teleport") == (
        f"poolable: start method 'teleport' is not one that Python {running().version} "
        f"has on this platform: choose from {', '.join(running().start_methods)}.\n"
    )


@posix
def test_a_python_that_is_too_old_is_refused(complaint, script):
    facts = '{"executable": "x", "version": "2.6.9", "implementation": "CPython"'
    old = script(f'#!/bin/sh\necho \'{facts}, "start_methods": ["fork"], "default": "fork"}}\'\n')
    old.chmod(0o755)
    assert complaint("run", "getstate", "--python", old) == (
        "poolable: getstate does not run on Python 2.6.9: it needs 3.8+.\n"
    )


def test_a_destination_that_exists_is_not_overwritten(complaint, file):
    assert complaint("copy", "getstate", file) == (
        f"poolable: {file} exists: overwrite it with --force, in Python force=True.\n"
    )
    assert file.read_text() == "mine"


@posix
def test_a_folder_that_cannot_be_written_is_said_to_be(complaint, file):
    assert complaint("copy", "getstate", file / "getstate.py") == (
        f"poolable: {file / 'getstate.py'} cannot be written (Not a directory): "
        "choose another destination.\n"
    )


def test_a_full_disk_leaves_the_old_file(complaint, file, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert "cannot be written (No space left on device)" in complaint(
        "copy", "getstate", file, "--force"
    )
    assert list(file.parent.iterdir()) == [file]
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("arguments", "expected_text"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["dance"], "argument COMMAND: invalid choice: 'dance'"),
        (["show"], "the following arguments are required: NAME"),
        (["diff", "getstate"], "the following arguments are required: B"),
        (["list", "--dance"], "unrecognized arguments: --dance"),
        (["run", "getstate", "--timeout", "soon"], "argument --timeout: invalid seconds value"),
        (["run", "getstate", "--timeout", "0"], "argument --timeout: give more than 0"),
        (["run", "getstate", "--timeout", "-1"], "argument --timeout"),
        (["run", "getstate", "--timeout", "nan"], "argument --timeout: give more than 0"),
        (["run", "getstate", "--timeout", "inf"], "argument --timeout: give more than 0"),
    ],
)
def test_wrong_usage_is_said_after_the_usage(complaint, arguments, expected_text):
    usage, _, error = complaint(*arguments).rpartition("error: ")
    assert usage.startswith("usage: poolable")
    assert error.startswith(expected_text)
    assert error.count("\n") == 1


def test_a_package_that_is_missing_is_named(complaint, monkeypatch):
    facts = vars(catalog.get("getstate")) | {"needs": ("no_such_package",)}
    monkeypatch.setattr(catalog, "get", lambda name: catalog.Script(**facts))
    assert re.fullmatch(
        r"poolable: getstate needs no_such_package, which \S+ cannot import: "
        r"install it with `\S+ -m pip install no_such_package`\.\n",
        complaint("run", "getstate"),
    )


@linux
def test_an_interruption_ends_what_was_started(script, mark):
    path = script('"""Sleep.\n\nPrints: 1\n"""\nimport time\ntime.sleep(600)\n')
    command = [sys.executable, "-c", INTERRUPTIBLE, path]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running_it:
        eventually(lambda: [line for line in leftovers.processes(mark) if "/lab-" in line])
        running_it.send_signal(signal.SIGINT)
        err = running_it.communicate(timeout=60)[1]
    expected_text = "poolable: interrupted; every process that it started has been ended.\n"
    assert (running_it.returncode, err) == (130, expected_text)
    assert leftovers.processes(mark) == []
