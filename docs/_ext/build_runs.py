"""The runs made by this build, side by side before any page is read."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor

from poolable import lab
from poolable.catalog import get, record, scripts
from poolable.lab.interpreters import running

OUTCOMES = {}  # (script name, start method) -> lab.Outcome; readers are forked from here
ANSWERS = {}  # (script name, expression) -> lab.Outcome of `poolable explain`, likewise
QUESTION = re.compile(r"^```\{explained\} (\w+)(?: (\w+))?\n(.+)\n```$", re.MULTILINE)
ASKED, ASKING = "spawn", 30.0  # the start method; seconds
IDLE_THREADS = 8  # for what is expected to hang, which uses no processor


def prepare(app, env, docnames):
    """Run the scripts of the pages that are about to be read, and ask what they ask."""
    names = {docname.rpartition("/")[2] for docname in docnames}
    chosen = [script for name, script in scripts().items() if name in names]
    jobs = [(script, method) for script in chosen for method in running().start_methods]
    with ThreadPoolExecutor(os.cpu_count()) as busy, ThreadPoolExecutor(IDLE_THREADS) as idle:
        futures = [(idle if hangs(*job) else busy).submit(outcome, *job) for job in jobs]
        for docname in docnames:
            page = pathlib.Path(env.doc2path(docname)).read_text(encoding="utf-8")
            futures += [busy.submit(answer, *asked) for *asked, _ in questions(page)]
    for future in futures:
        future.result()


def hangs(script, method):
    """Tell whether *script* is said to hang under *method*."""
    expected = script.expected(running().version, method)
    return expected is not None and expected.verb == "Hangs"


def outcome(script, method):
    """Return what *script* did under *method* in this build; None if it does not run here."""
    key = script.name, method
    if key not in OUTCOMES and script.expected(running().version, method):
        timeout, quiet = lab.runner.patience(script, running(), method)
        OUTCOMES[key] = lab.run(script.path, running(), method, timeout=timeout, quiet=quiet)
    return OUTCOMES.get(key)


def payload(script, expression):
    """Return the bytes that a pool sends for *expression* when *script* is the program."""
    definitions = script.source.partition('if __name__ == "__main__":')[0]
    program = (
        f"{definitions}from multiprocessing.reduction import ForkingPickler\n\n"
        'if __name__ == "__main__":\n'
        f"    print(len(ForkingPickler.dumps({expression})))\n"
    )
    outcome = run(program)
    if outcome.verb != "Prints":
        raise RuntimeError(f"the payload of {expression} cannot be measured: {outcome.error}")
    return int(outcome.stdout)


def run(program, **limits):
    """Return what becomes of a program that is given as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "measure.py"
        path.write_text(program)
        return lab.run(path, **limits)


def questions(page):
    """Return what *page* asks `poolable explain`: script, expression, and failure to be told."""
    found = QUESTION.findall(page)
    return [(get(name), expression, told or name) for name, told, expression in found]


def answer(script, expression):
    """Return what `poolable explain` says of *expression* in this build; None as `outcome`."""
    key = script.name, expression
    if key not in ANSWERS and script.expected(running().version, ASKED):
        program = (
            "import sys\n\nfrom poolable.cli import main\n\n"
            'if __name__ == "__main__":\n'
            f"    sys.exit(main({[*command(script.path, expression)]!r}))\n"
        )
        ANSWERS[key] = run(program, timeout=ASKING)
    return ANSWERS.get(key)


def command(path, expression):
    """Return the words behind `poolable`."""
    return ["explain", f"{path}:{expression}", "--start-method", ASKED]


def misunderstood(script, expression, told):
    """Yield where the answer is not what the docstring says of *script*, or not *told*."""
    seen, fails = answer(script, expression), expected_to_fail(script)
    said = f"explain says of {expression}: {seen.verb} {(seen.stdout + seen.stderr)[:500]!r}"
    if seen.stopped or seen.exit_code != int(fails):
        yield f"{said}, but {script.name} {'fails' if fails else 'does not fail'}"
    elif fails and f"failure {told}," not in seen.stdout:
        yield f"{said}, but not that it is {told}"


def expected_to_fail(script):
    """Tell whether *script* is said not to end well."""
    return script.expected(running().version, ASKED).verb != "Prints"


def faults(script, method):
    """Yield where this build's run is not what is said or recorded."""
    python, seen = running(), outcome(script, method)
    where = f"{script.name} under {method}: {seen.verb} {seen.text.strip()[:200]!r}"
    expected = script.expected(python.version, method)
    if not expected.allows(seen.verb, seen.text):
        yield f"{where}, but its docstring says {expected.verb} {expected.text!r}"
    entry = record.load().entry(script, python.minor, method)
    now = record.Entry.of(seen)
    if entry and same_versions(script) and entry != now:
        also = "".join(
            f", and {name} {getattr(entry, name)!r}, not {getattr(now, name)!r}"
            for name in ("exit_code", "said")
            if getattr(entry, name) != getattr(now, name)
        )
        yield f"{where}, but the record says {entry.verb} {entry.text!r}{also}"


def same_versions(script):
    """Tell whether the record was made with this very Python and these packages."""
    known = record.load().pythons[running().minor]
    packages = {name: importlib.metadata.version(name) for name in script.needs}
    return known.version == running().version and packages.items() <= known.packages.items()


def stamp():
    """Return what this build runs on, in words."""
    python = running()
    return (
        f"{python.implementation} {python.version} on {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, "
        f"{datetime.datetime.now(datetime.UTC).date().isoformat()}"
    )
