"""The Pythons of this machine."""

import sys
from dataclasses import replace

import pytest
from platforms import posix

from poolable.errors import WrongUsage
from poolable.lab import interpreters
from poolable.lab.interpreters import installed, probe, running
from poolable.lab.versions import version_key


@pytest.fixture
def executable(script):
    """Return a function that makes a program of some lines of shell."""

    def make(lines, name="python"):
        path = script(f"#!/bin/sh\n{lines}\n", name)
        path.chmod(0o755)
        return str(path)

    return make


def refused(action, *arguments):
    """Return the sentence with which *action* refuses."""
    with pytest.raises(WrongUsage) as caught:
        action(*arguments)
    return str(caught.value)


def test_the_running_interpreter_is_this_one():
    assert running().version == sys.version.split()[0]
    assert running().minor == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert running().implementation == "CPython"
    assert running().default in running().start_methods


@pytest.mark.parametrize("name", ["no-such-python", "/no/such/python", "/"])
def test_a_missing_interpreter_is_said_to_be_missing(name):
    assert refused(probe, name) == (
        f"interpreter '{name}' was not found: give the path of a Python, "
        "or a name on the PATH such as python3."
    )


@posix
@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("exit 3", "CalledProcessError"),
        ("exit 0", "JSONDecodeError"),
        ("echo Python 4", "JSONDecodeError"),
        ("echo null", "TypeError"),
        ("echo '{}'", "KeyError"),
        ("printf '\\377'", "UnicodeDecodeError"),
        ("kill -9 $$", "CalledProcessError"),
    ],
)
def test_what_does_not_answer_as_a_python_is_none(executable, lines, error):
    path = executable(lines)
    assert refused(probe, path) == (
        f"interpreter '{path}' does not answer as a Python ({error}): "
        "give the path of one that runs."
    )


@posix
def test_what_never_answers_is_no_python(executable, monkeypatch):
    monkeypatch.setattr(interpreters, "_PROBE_SECONDS", 0.2)
    assert "(TimeoutExpired)" in refused(probe, executable("exec sleep 600"))


def test_the_environment_does_not_change_the_answer(monkeypatch, script):
    script("raise SystemExit('not mine')", "json.py")
    monkeypatch.setenv("PYTHONPATH", str(script("", "x.py").parent))
    assert probe.__wrapped__(sys.executable) == running()


def test_a_start_method_that_is_there_is_no_complaint():
    assert running().check_start_method("spawn") is None


def test_a_start_method_that_is_not_there_is_refused_with_those_that_are():
    python = replace(running(), version="2.7.18", start_methods=("fork",))
    assert refused(python.check_start_method, "spawn") == (
        "start method 'spawn' is not one that Python 2.7.18 has on this platform: choose from fork."
    )


def test_a_late_release_candidate_counts_as_its_minor_version():
    assert replace(running(), version="3.15.0rc2").minor == "3.15"


def test_the_installed_interpreters_answer_to_their_names_oldest_first():
    found = installed()
    assert found[running().minor] == running()
    assert all(python.minor == minor for minor, python in found.items())
    assert list(found) == sorted(found, key=version_key)


@posix
def test_a_shim_that_does_not_answer_is_left_out(executable, monkeypatch, tmp_path):
    executable("exit 127", "python3.8")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(interpreters, "probe", probe.__wrapped__)  # it remembers the real ones
    assert list(installed.__wrapped__()) == [running().minor]
