"""The commands, when they are used as they should be."""

import json
from dataclasses import asdict, replace

import pytest

from poolable import __version__, catalog, cli, lab
from poolable.catalog import record, trial
from poolable.catalog.expectation import Expectation
from poolable.cli import commands
from poolable.lab import running


@pytest.fixture
def poolable(capsys):
    """Return a function that carries out a command: exit code and output."""

    def run_command(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert err == ""
        return code, out

    return run_command


@pytest.fixture
def broken_promises(monkeypatch):
    """Let the docstring of every script promise something else."""
    false = (Expectation("Prints", "42"),)
    get = catalog.get
    monkeypatch.setattr(catalog, "get", lambda name: replace(get(name), expectations=false))


def test_list_names_every_script_with_its_verdict(poolable):
    code, out = poolable("list")
    lines = out.splitlines()
    assert code == 0
    headings = [f"{one.kind}s/{one.name}: {one.heading}" for one in catalog.folders()]
    assert [line for line in lines if not line.startswith(" ")] == headings
    verdicts = {
        line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in lines if line[0] == " "
    }
    assert verdicts == {script.name: script.verdict for script in catalog.scripts().values()}


def test_list_shows_the_record_on_demand(poolable):
    code, out = poolable("list", "--record")
    lines = out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("  missing_guard "))
    assert code == 0
    versions = [line.split()[0] for line in lines[place + 1 : place + 5]]
    assert versions == ["2.7", "3.8", "3.9", "3.10"]
    assert lines[place + 1] == "      2.7  fork: prints"
    assert set(lines[place + 2].split("  ")) >= {"fork: prints", "spawn: hangs"}


def test_list_prints_json(poolable):
    code, out = poolable("list", "--json")
    facts = {one["name"]: one for one in json.loads(out)}
    assert code == 0
    assert set(facts) == set(catalog.scripts())
    assert facts["lambda_task"]["kind"] == "failure"
    assert facts["lambda_task"]["cured_by"] == list(catalog.get("lambda_task").cured_by)
    assert "lambda_task" in facts["dill_payload"]["cures"]
    assert facts["dill_payload"]["needs"] == ["dill"]
    assert facts["getstate"]["digest"] == catalog.get("getstate").digest
    assert not any("record" in one or "source" in one for one in facts.values())


def test_list_prints_the_record_as_json(poolable):
    facts = {one["name"]: one for one in json.loads(poolable("list", "--record", "--json")[1])}
    entry = record.load().entry(catalog.get("getstate"), "3.12", "spawn")
    assert facts["getstate"]["record"]["3.12"]["spawn"] == asdict(entry)


def test_show_prints_the_source_and_nothing_else(poolable):
    assert poolable("show", "getstate") == (0, catalog.get("getstate").source)


def test_show_prints_json(poolable):
    facts = json.loads(poolable("show", "getstate.py", "--json")[1])
    assert facts["source"] == catalog.get("getstate").source
    assert facts["expectations"][0]["text"] == "13923571680850"


def test_diff_prints_what_leads_from_one_to_the_other(poolable):
    before, after = catalog.get("pool_in_self"), catalog.get("getstate")
    code, out = poolable("diff", "pool_in_self", "getstate")
    assert (code, out) == (0, catalog.difference(before, after))
    assert "+    def __getstate__(self):" in out


def test_copy_writes_the_script_and_says_where(poolable, tmp_path):
    code, out = poolable("copy", "getstate", tmp_path)
    assert (code, out) == (0, f"getstate copied to {tmp_path / 'getstate.py'}\n")
    assert (tmp_path / "getstate.py").read_text() == catalog.get("getstate").source


def test_copy_writes_here_unless_told_otherwise(poolable, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert poolable("copy", "getstate") == (0, "getstate copied to getstate.py\n")
    assert [path.name for path in tmp_path.iterdir()] == ["getstate.py"]


def test_copy_overwrites_by_force(poolable, tmp_path):
    (tmp_path / "getstate.py").write_text("mine")
    assert poolable("copy", "getstate", tmp_path, "--force")[0] == 0
    assert (tmp_path / "getstate.py").read_text() == catalog.get("getstate").source


def test_run_prints_the_output_and_the_judgement(poolable):
    code, out = poolable("run", "getstate", "--start-method", "spawn")
    result, judgement = out.splitlines()
    assert (code, result) == (0, "13923571680850")
    assert judgement.startswith(f"[Python {running().version}, spawn, ")
    assert judgement.endswith(" s] getstate prints, as expected")


def test_run_prints_json(poolable):
    code, out = poolable("run", "getstate", "--json")
    facts = json.loads(out)
    assert (code, facts["as_expected"], facts["verb"]) == (0, True, "Prints")
    assert (facts["stdout"], facts["stderr"], facts["error"]) == ("13923571680850\n", "", "")
    assert (facts["python"], facts["start_method"]) == (running().version, running().default)
    assert (facts["stopped_by"], facts["exit_code"], facts["left_behind"]) == ("", 0, 0)


def test_run_takes_another_interpreter(poolable):
    code, out = poolable("run", "getstate", "--python", running().executable)
    assert (code, out.splitlines()[0]) == (0, "13923571680850")


def test_a_failure_that_fails_as_it_should_is_as_expected(capsys):
    assert cli.main(["run", "pool_in_self"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith(" s] pool_in_self fails, as expected\n")
    assert err.startswith("Traceback (most recent call last):\n")


def test_a_flood_is_stopped_and_cut(capsys):
    assert cli.main(["run", "missing_guard", "--start-method", "spawn"]) == 0
    out, err = capsys.readouterr()
    assert "missing_guard hangs (" in out
    assert len(err.splitlines()) <= 41


def test_run_exits_with_1_when_the_outcome_is_another(poolable, broken_promises):
    code, out = poolable("run", "getstate")
    assert code == 1
    assert out.splitlines()[-1].endswith("getstate prints, but expected: Prints 42")


def test_run_says_so_in_json_too(poolable, broken_promises):
    code, out = poolable("run", "getstate", "--json")
    assert (code, json.loads(out)["as_expected"]) == (1, False)
    assert json.loads(out)["expected"]["text"] == "42"


def test_run_stops_a_script_after_the_time_given(poolable, broken_promises, monkeypatch):
    asked = []
    outcome = lab.Outcome("time", None, "", "", 2.5, 0)
    monkeypatch.setattr(trial, "run", lambda *_, **limits: asked.append(limits) or outcome)
    code, out = poolable("run", "getstate", "--timeout", "2.5")
    assert code == 1
    assert [(limits["timeout"], limits["idle_timeout"]) for limits in asked] == [(2.5, 0.0)]
    assert "getstate hangs (stopped after 2.5 s), but expected: Prints 42" in out


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_printed(capsys, option):
    with pytest.raises(SystemExit) as ended:
        cli.main([option])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(("usage: poolable", f"poolable {__version__}\n"))


def test_a_short_text_is_shown_whole():
    assert commands.tail("1\n2\n", 2) == "1\n2\n"


@pytest.mark.parametrize(
    ("message", "note"),
    [
        (
            "TypeError: unsupported operand type(s) for +=: 'int' and 'list'",
            (
                "Many programs print this message. "
                "It means the following only if a worker process raised it."
            ),
        ),
        (
            "ValueError: Pool not running",
            "This message has 2 known causes; the likeliest comes first.",
        ),
    ],
)
def test_find_says_how_sure_it_is(poolable, message, note):
    code, out = poolable("find", message)
    assert code == 0
    assert out.splitlines()[0] == note


def test_find_shows_the_line_as_it_was_given(poolable):
    line = "TypeError: cannot pickle '_thread.RLock' object"
    traceback = f"Traceback (most recent call last):\n  \x1b[1m{line}\x1b[0m\n"
    _, out = poolable("find", traceback)
    assert f"\n  found in: {line}\n  cured by " in out
    assert json.loads(poolable("find", traceback, "--json")[1])["found"][0]["line"] == line
