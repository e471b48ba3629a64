"""The lab returns how a run ended and what it printed."""

import signal
from pathlib import Path

import pytest
from platforms import linux, posix
from pythons import interpreter

from poolable import lab
from poolable.errors import WrongUsage
from poolable.lab.interpreters import running
from poolable.lab.versions import VERSIONS

RAISES = """
def fail():
    raise ValueError("no: %s" % object())

if __name__ == "__main__":
    fail()
"""


def printed(path, *arguments, **options):
    """Return what a script prints that ends well and without a word on stderr."""
    outcome = lab.run(path, *arguments, **options)
    assert (outcome.stopped_by, outcome.exit_code, outcome.stderr) == ("", 0, "")
    return outcome.stdout


def test_a_script_that_ends_well_prints(script):
    outcome = lab.run(script("import sys; print(1); print(2, file=sys.stderr)"))
    assert (outcome.verb, outcome.text, outcome.error) == ("Prints", "1\n", "")
    assert (outcome.stdout, outcome.stderr) == ("1\n", "2\n")
    assert (outcome.stopped_by, outcome.exit_code, outcome.left_behind) == ("", 0, 0)
    assert 0 < outcome.seconds < 60


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"1/2\r2/2\n", "2/2\n"),
        (r"a\n\r1/2\r2/2\nb\r\n", "a\n2/2\nb\r\n"),
        (r"1/2\r", "1/2\r"),
    ],
)
def test_of_a_line_written_again_and_again_the_last_counts(script, written, shown):
    assert printed(script(f"import sys; sys.stdout.write('{written}')")) == shown


def test_a_script_that_raises_fails_with_its_last_error_line(script):
    outcome = lab.run(script("print(1)\nraise OSError('no')"))
    assert (outcome.verb, outcome.text, outcome.exit_code) == ("Fails", "OSError: no", 1)
    assert outcome.stdout == "1\n"


def test_a_script_can_fail_without_a_word(script):
    outcome = lab.run(script("raise SystemExit(3)"))
    assert (outcome.verb, outcome.text, outcome.exit_code) == ("Fails", "", 3)


@posix
def test_a_script_that_is_killed_has_the_signal_as_its_exit_code(script):
    outcome = lab.run(script("import os; os.kill(os.getpid(), 9)"))
    assert (outcome.verb, outcome.exit_code) == ("Fails", -signal.SIGKILL)


def test_a_script_that_is_stopped_hangs_and_has_no_exit_code(script):
    outcome = lab.run(script("while True: pass"), timeout=0.2)
    assert (outcome.verb, outcome.stopped_by, outcome.exit_code) == ("Hangs", "time", None)
    assert 0.2 <= outcome.seconds < 60


@pytest.mark.parametrize("ending", ["while True: pass", "import os; os._exit(0)"])
def test_too_much_output_stops_a_script_at_a_whole_line(script, ending):
    path = script(f"print('x' * 98 + '\\n' + 'y' * 98 + '\\n' + 'z' * 98)\n{ending}")
    outcome = lab.run(path, max_output=250)
    assert (outcome.verb, outcome.stopped_by, outcome.exit_code) == ("Hangs", "output", None)
    assert outcome.stdout == "x" * 98 + "\n" + "y" * 98 + "\n"


def test_output_counts_on_both_streams_together(script):
    path = script("import sys; print('x' * 99); print('y' * 99, file=sys.stderr)\nwhile True: pass")
    outcome = lab.run(path, max_output=150)
    assert (outcome.stopped_by, outcome.stdout, outcome.stderr) == (
        "output",
        "x" * 99 + "\n",
        "y" * 99 + "\n",
    )


def test_a_line_without_end_is_no_whole_line(script):
    outcome = lab.run(script("print('x' * 1000, end='')\nwhile True: pass"), max_output=99)
    assert (outcome.stopped_by, outcome.stdout) == ("output", "")


def test_output_that_is_not_text_is_shown_all_the_same(script):
    assert printed(script("import os; os.write(1, bytes([65, 255, 10]))")) == "A\ufffd\n"


def test_addresses_are_the_same_in_every_run(script):
    assert lab.run(script(RAISES)).text == "ValueError: no: <object object at 0x...>"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_start_method_does_not_show_in_the_traceback(script, version):
    python, path = interpreter(version), script(RAISES)
    direct = lab.run(path, python)
    chosen = lab.run(path, python, python.default)
    assert direct.error == chosen.error == "ValueError: no: <object object at 0x...>"
    lines = [
        [line for line in outcome.stderr.splitlines() if "ValueError: no" not in line]
        for outcome in (direct, chosen)
    ]
    assert lines[0] == lines[1] != []


@pytest.mark.parametrize("method", running().start_methods)
def test_a_script_runs_as_main_under_the_start_method_asked_for(script, method):
    path = script("""
        import multiprocessing, sys
        print(__name__, multiprocessing.get_start_method(), sys.argv, __file__ == sys.argv[0])
    """)
    assert printed(path, start_method=method) == f"__main__ {method} ['script.py'] True\n"


def test_a_script_finds_no_names_but_its_own(script):
    path = script("print(*[name for name in sorted(globals()) if name[0] != '_'])\nx = 1")
    assert printed(path) == printed(path, start_method=running().default) == "\n"


def test_a_start_method_that_is_not_there_is_refused(script):
    with pytest.raises(WrongUsage, match="start method 'teleport' is not one that Python"):
        lab.run(script("pass"), start_method="teleport")


def test_standard_input_is_empty(script):
    assert printed(script("import sys; print(repr(sys.stdin.read()))")) == "''\n"


def test_a_script_finds_itself_alone_in_a_folder_that_goes_away(script):
    outcome = printed(script("import os; print(os.listdir('.')); print(os.getcwd())"))
    names, folder = outcome.splitlines()
    assert names == "['script.py']"
    assert not Path(folder).exists()


def test_a_script_may_leave_files_in_its_folder(script):
    assert printed(script("import os; os.makedirs('a/b'); print(open('a/b/c', 'w').close())"))


def test_temporary_files_go_to_that_folder(script):
    path = script("import os, tempfile; print(tempfile.gettempdir() == os.getcwd())")
    assert printed(path) == "True\n"


def test_the_environment_of_this_process_does_not_leak_in(script, monkeypatch, tmp_path):
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONWARNINGS", "COVERAGE_X", "PYTEST_X"):
        monkeypatch.setenv(name, "error")
    monkeypatch.setenv("OTHER", "kept")
    path = script("""
        import os
        ours = ("PYTHON", "COVERAGE", "PYTEST", "OTHER")
        print(*sorted(name for name in os.environ if name.startswith(ours)))
    """)
    expected_text = "OTHER PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED PYTHON_COLORS\n"
    assert printed(path) == expected_text


def test_packages_are_importable(script, tmp_path):
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "mine.py").write_text("x = 42\n")
    path = script("import mine; print(mine.x)")
    assert printed(path, packages=tmp_path / "packages") == "42\n"
    assert lab.run(path).text == "ModuleNotFoundError: No module named 'mine'"


@pytest.mark.parametrize("method", [None, running().default])
def test_flags_go_to_the_interpreter(script, method):
    path = script("import sys; print(sys.flags.isolated)")
    assert printed(path, start_method=method, flags=("-I",)) == "1\n"


@linux
def test_a_process_that_outlives_the_script_is_counted_and_ended(script, mark):
    path = script("""
        import subprocess, sys
        sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
        subprocess.Popen(sleep, start_new_session=True)
        subprocess.Popen(sleep)
    """)
    assert lab.run(path).left_behind == 2


def test_a_script_runs_on_python_2(script):
    assert printed(script("print 'two'"), interpreter("2.7"), "fork") == "two\n"


def test_what_sleeps_for_ever_is_stopped_long_before_its_timeout(script):
    outcome = lab.run(script("import time; time.sleep(600)"), timeout=300, idle_timeout=1)
    assert (outcome.stopped_by, outcome.verb) == ("idle", "Hangs")
    assert outcome.seconds < 60


def test_what_works_without_a_word_is_not_idle(script):
    outcome = lab.run(
        script("import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: pass"),
        idle_timeout=0.6,
    )
    assert outcome.verb == "Prints"


@linux
def test_what_a_tracker_prints_while_the_script_is_ended_is_not_its_output(script):
    path = script("""
        import time
        from multiprocessing.shared_memory import SharedMemory
        segment = SharedMemory(create=True, size=10)
        print("made", flush=True)
        time.sleep(1000)
    """)
    outcome = lab.run(path, timeout=30, idle_timeout=0.5)
    assert (outcome.stopped_by, outcome.stdout, outcome.stderr) == ("idle", "made\n", "")
