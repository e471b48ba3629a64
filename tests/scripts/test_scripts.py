"""Every script does what its docstring promises, and follows the rules of the house."""

import ast
import importlib.util
import re
import subprocess
import sys

import pytest
from pythons import interpreter

from poolable.catalog import KINDS, cures_of, difference, get, scripts
from poolable.catalog.trial import IDLE_TIMEOUT, run_script
from poolable.lab import running

GUARDED = re.compile(r'\nif __name__ == "__main__":\n(?: {4}.*\n|\n)+\Z')
COLUMNS, LINES = 72, range(12, 76)
# The folder of a failure says which of these the reader sees; the other folders do not.
SEEN = {
    "refused": "Fails",
    "returned": "Fails",
    "hangs": "Hangs",
    "wrong": "Prints",
    "slow": "Prints",
}

every_script = pytest.mark.parametrize("name", scripts())
every_pattern = pytest.mark.parametrize("name", [n for n in scripts() if get(n).kind == "pattern"])
every_failure = pytest.mark.parametrize("name", [n for n in scripts() if get(n).kind == "failure"])
of_python_2 = pytest.mark.parametrize("name", [n for n in scripts() if "2.7" in get(n).runs_on])


def check(script, python, start_method=None, **options):
    """Run *script* and compare the outcome with its docstring."""
    # a hang costs as long as it is watched; the record and the pages watch twice as long
    options["idle_timeout"] = IDLE_TIMEOUT / 2
    trial = run_script(script, python, start_method, **options)
    outcome = trial.outcome
    where = f"on Python {python.version} under {trial.start_method}"
    promised = f"{trial.expected.verb}: {trial.expected.text}"
    assert trial.as_expected, (
        f"{where}\n{script.name} promises  {promised}\nbut its run  {outcome.verb}: {outcome.text}"
        f"\n{outcome}"
    )
    assert outcome.left_behind == 0
    if script.kind == "pattern" and trial.expected.verb == "Prints":
        assert outcome.stderr == "" or "tqdm" in script.needs  # a bar goes to stderr


def skip_unless_it_runs(script, python, method):
    """Skip the test if *script* cannot run on *python*."""
    if script.expected(python.version, method) is None:
        pytest.skip(f"{script.name} runs on Python {script.runs_on}")
    for name in script.needs:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{script.name} needs {name}")


@pytest.mark.parametrize("method", running().start_methods)
@every_script
def test_it_does_what_its_docstring_says(name, method):
    skip_unless_it_runs(get(name), running(), method)
    check(get(name), running(), method)


@every_pattern
def test_a_lone_copy_runs_isolated_and_closes_what_it_opens(name):
    skip_unless_it_runs(get(name), running(), running().default)
    flags = ("-I", "-W", "default::ResourceWarning")  # which would be on stderr
    check(get(name), running(), flags=flags)


@of_python_2
def test_it_does_on_python_2_what_its_docstring_says(name):
    if get(name).needs:
        pytest.skip(f"{name} needs {', '.join(get(name).needs)}")
    check(get(name), interpreter("2.7"))


@of_python_2
def test_it_compiles_on_python_2(name):
    program = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"
    command = [interpreter("2.7").executable, "-c", program, get(name).path]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""


def test_no_pattern_has_the_name_of_a_failure():
    names = [path.stem for folder in KINDS.values() for path in folder.glob("*/[!_]*.py")]
    assert sorted(names) == sorted(set(names)) == sorted(scripts())


@every_script
def test_its_verdict_is_one_sentence(name):
    verdict = get(name).verdict
    one_sentence = re.fullmatch(r"\w(?:[^.]|\.(?=\w))*\.", verdict)
    assert one_sentence, f"the first line is not one sentence with a full stop: {verdict!r}"


@every_script
def test_every_line_that_promises_an_outcome_is_understood(name):
    docstring = ast.get_docstring(ast.parse(get(name).source))
    lines = re.findall(r"^(?:Prints|Fails|Hangs)\b.*?:", docstring, re.MULTILINE)
    assert lines, "the docstring has no field Prints, Fails or Hangs"
    assert len(get(name).expectations) == len(lines), f"one of these is misspelt: {lines}"


@every_script
def test_a_promise_of_an_output_or_an_error_says_which(name):
    lines = get(name).expectations
    vague = [line for line in lines if not re.search(r"\w", line.text.replace("...", ""))]
    assert lines
    assert {line.verb for line in vague} <= {"Hangs"}


@every_script
def test_it_fits_a_page(name):
    lines = get(name).source.splitlines()
    wide = [f"line {n}: {line}" for n, line in enumerate(lines, start=1) if len(line) > COLUMNS]
    assert wide == [], f"wider than {COLUMNS} columns: {wide}"
    assert len(lines) in LINES, f"{len(lines)} lines, not {LINES[0]} to {LINES[-1]}"


@every_script
def test_it_ends_under_the_guard(name):
    if name == "missing_guard":
        assert "__main__" not in get(name).source
    else:
        guarded = GUARDED.search(get(name).source)
        assert guarded, 'the last block has to be the one under `if __name__ == "__main__":`'


@every_script
def test_it_imports_the_standard_library_and_what_it_says_that_it_needs(name):
    tree = list(ast.walk(ast.parse(get(name).source)))
    imported = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    roots = {module.partition(".")[0] for module in imported}
    assert roots - sys.stdlib_module_names - {"copy_reg"} == set(get(name).needs)
    assert "poolable" not in get(name).code


@every_script
def test_it_shadows_no_module(name):
    assert name not in sys.stdlib_module_names
    assert importlib.util.find_spec(name) is None


@every_pattern
def test_a_pattern_cures_a_failure(name):
    assert get(name).cures, f"no failure has {name} in its field `Cured by:`"
    assert get(name).cured_by == (), "only a failure has the field `Cured by:`"


@pytest.mark.parametrize("name", [name for name in scripts() if get(name).folder in SEEN])
def test_a_failure_lies_in_the_folder_of_what_its_reader_sees(name):
    assert SEEN[get(name).folder] in {line.verb for line in get(name).expectations}


def test_a_failure_that_always_hangs_lies_with_the_hangs():
    hanging = [one for one in scripts().values() if {e.verb for e in one.expectations} == {"Hangs"}]
    assert hanging
    assert {script.folder for script in hanging} <= {"hangs", "engines"}


@every_failure
def test_a_failure_names_its_cures_once_each_and_they_are_patterns(name):
    cures = cures_of(name)
    assert cures, "the docstring has no field `Cured by:`"
    assert [cure.kind for cure in cures] == ["pattern"] * len(cures)
    assert len(set(get(name).cured_by)) == len(cures)


def test_the_diff_from_pool_in_self_to_getstate_only_adds():
    lines = changes(get("pool_in_self"), get("getstate"))
    assert len(lines) > 10
    assert [line for line in lines if line.startswith("-")] == []


def changes(before, after):
    """Return the lines of code that differ."""
    lines = difference(before, after, code_only=True).splitlines()[2:]
    return [line for line in lines if line[0] in "+-"]
