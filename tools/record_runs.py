"""Run every script on every interpreter under every start method, and write the record.

If it was interrupted, it continues where it stopped: a journal keeps the runs made so far.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from poolable.catalog import Script, get, scripts
from poolable.catalog.record import FILE, Record, RecordedOutcome, RecordedPython, load, save
from poolable.catalog.trial import Job, Trial, run_many
from poolable.errors import WrongUsage
from poolable.lab import Interpreter, installed

BUILD = Path("build/record")
JOURNAL = BUILD / "journal.jsonl"


def main() -> int:
    """Record the scripts; return 1 if an outcome is not the one that a docstring promises."""
    options = arguments()
    try:
        chosen = [get(name) for name in options.names] or list(scripts().values())
    except WrongUsage as error:
        sys.exit(f"record: {error}")
    record = load() if FILE.exists() else Record()
    forget_removed(record)
    packages = {minor: install(python, chosen) for minor, python in installed().items()}
    jobs = list(plan(chosen, packages))
    changed = run_and_add(jobs, record, fresh=options.fresh)
    for minor, python in installed().items():
        known = record.pythons.get(minor)
        record.pythons[minor] = describe(python, packages[minor], known.packages if known else {})
    save(record)
    JOURNAL.unlink(missing_ok=True)
    wrong = [line for script in chosen for line in record.disagreements(script)]
    print(f"{len(jobs)} runs recorded, {changed} outcomes changed, {len(wrong)} unexpected")
    print("\n".join(wrong))
    return bool(wrong)


def run_and_add(jobs: list[Job], record: Record, *, fresh: bool) -> int:
    """Run *jobs*, add the outcomes to *record*, and return how many of them changed."""
    changed = 0
    for number, (job, entry) in enumerate(record_jobs(jobs, fresh=fresh), start=1):
        minor = job.python.minor
        before = record.entry(job.script, minor, job.start_method)
        changed += before not in (None, entry)
        record.add(job.script, minor, job.start_method, entry)
        note = "" if before in (None, entry) else f"  (was: {before.verb} {before.text})"
        report(number, len(jobs), job, entry, note)
    return changed


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="scripts to record; all by default")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="ignore the journal of an interrupted recording",
    )
    return parser.parse_args()


def forget_removed(record: Record) -> None:
    """Drop the scripts that no longer exist."""
    for name in set(record.entries) - set(scripts()):
        del record.entries[name], record.digests[name]


def install(python: Interpreter, chosen: Iterable[Script]) -> Path | None:
    """Install the packages that the scripts need for *python*; None if that fails."""
    needs = sorted({name for script in chosen for name in script.needs})
    folder = (BUILD / "packages" / python.minor).resolve()
    missing = [name for name in needs if not (folder / name).exists()]
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--compile-bytecode"]
    uv += ["--python", python.executable]
    pip = [python.executable, "-m", "pip", "install", "-q"]  # uv does not support Python 2.7
    command = pip if python.minor == "2.7" else uv
    if missing and subprocess.run([*command, "--target", folder, *needs], check=False).returncode:
        print(f"Python {python.version}: {', '.join(missing)} not installed; left out there")
        return None
    return folder


def plan(chosen: Iterable[Script], packages: dict[str, Path | None]) -> Iterator[Job]:
    """Yield the jobs that this machine can do."""
    for minor, python in installed().items():
        for script in chosen:
            folder = packages[minor]
            for method in python.start_methods:
                if script.expected(python.version, method) and (folder or not script.needs):
                    yield Job(script, python, method, folder if script.needs else None)


def key(run: Job | Trial) -> str:
    """Return the name of a run in the journal; a changed script is another run."""
    script = run.script
    return f"{script.name}|{script.digest}|{run.python.version}|{run.start_method}"


def record_jobs(jobs: list[Job], *, fresh: bool) -> Iterator[tuple[Job, RecordedOutcome]]:
    """Yield each job with its entry, those of an interrupted recording first."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if fresh:
        JOURNAL.unlink(missing_ok=True)
    done = dict(journal())
    yield from ((job, done[key(job)]) for job in jobs if key(job) in done)
    todo = {key(job): job for job in jobs if key(job) not in done}
    with JOURNAL.open("a", encoding="utf-8") as file:
        file.write("\n")  # the last line may have been cut short
        for trial in run_many(todo.values()):
            entry = RecordedOutcome.from_outcome(trial.outcome)
            print(json.dumps([key(trial), asdict(entry)]), file=file, flush=True)
            yield todo[key(trial)], entry


def journal() -> Iterator[tuple[str, RecordedOutcome]]:
    """Yield the runs that an interrupted recording has left."""
    for line in JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else ():
        try:
            key, entry = json.loads(line)
            yield key, RecordedOutcome(**entry)
        except (ValueError, TypeError):  # cut short, or written by an older recorder
            continue


def report(number: int, total: int, job: Job, entry: RecordedOutcome, note: str) -> None:
    """Print one run and its place among all."""
    where = f"{job.python.minor:>4} {job.start_method:10}"
    print(f"[{number:4}/{total}] {where} {job.script.name:24} {entry.verb}{note}", flush=True)


def describe(python: Interpreter, folder: Path | None, known: dict[str, str]) -> RecordedPython:
    """Return an interpreter as it is now; packages not installed now keep their versions."""
    return RecordedPython(
        version=python.version,
        implementation=python.implementation,
        platform=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        default=python.default,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        packages=known | dict(versions(folder)),
    )


def versions(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Yield the packages in *folder* that a script needs, and their versions."""
    needed = {name for script in scripts().values() for name in script.needs}
    for path in folder.glob("*.dist-info") if folder else ():
        name, version = path.name.removesuffix(".dist-info").rsplit("-", 1)
        if name.lower() in needed:  # Pebble, on Python 2.7
            yield name.lower(), version


if __name__ == "__main__":
    sys.exit(main())
