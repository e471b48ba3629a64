"""The runs made by this build: the scripts of all pages to be read, before the first is read."""

import datetime
import importlib.metadata
import os
import platform

from poolable.catalog import record, scripts
from poolable.catalog.trial import Job, run_many, run_script
from poolable.lab import running

TRIALS = {}  # (script name, start method) -> Trial; Sphinx forks its readers from here


def prepare(app, env, docnames):
    """Run the scripts of the pages that are about to be read."""
    names = {docname.rpartition("/")[2] for docname in docnames}
    jobs = [
        Job(script, running(), method)
        for name, script in scripts().items()
        for method in running().start_methods
        if name in names and script.expected(running().version, method)
    ]
    for made in run_many(jobs):
        TRIALS[made.script.name, made.start_method] = made


def trial(script, method):
    """Return the run of *script* under *method*; None if it does not run on this Python."""
    key = script.name, method
    if key not in TRIALS and script.expected(running().version, method):
        TRIALS[key] = run_script(script, running(), method)
    return TRIALS.get(key)


def faults(made):
    """Yield where a trial of this build differs from the docstring or from the record."""
    script, seen, expected = made.script, made.outcome, made.expected
    where = f"{script.name} under {made.start_method}: {seen.verb} {seen.text.strip()[:200]!r}"
    if not made.as_expected:
        yield f"{where}, but its docstring says {expected.verb} {expected.text!r}"
    entry = record.load().entry(script, made.python.minor, made.start_method)
    now = record.RecordedOutcome.from_outcome(seen)
    if entry and same_versions(script) and entry != now:
        also = "".join(
            f", and {name} {getattr(entry, name)!r}, not {getattr(now, name)!r}"
            for name in ("exit_code", "last_warning")
            if getattr(entry, name) != getattr(now, name)
        )
        yield f"{where}, but the record says {entry.verb} {entry.text!r}{also}"


def same_versions(script):
    """Tell whether the record was made with exactly this Python and these packages."""
    known = record.load().pythons[running().minor]
    packages = {name: importlib.metadata.version(name) for name in script.needs}
    return known.version == running().version and packages.items() <= known.packages.items()


def stamp():
    """Return the Python, the machine and the date of this build, in words."""
    python = running()
    return (
        f"{python.implementation} {python.version} on {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, "
        f"{datetime.datetime.now(datetime.UTC).date().isoformat()}"
    )
