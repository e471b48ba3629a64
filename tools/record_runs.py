"""Run every script on every interpreter under every start method; write the record.

Started again after an interruption it goes on where it was stopped.
What it runs is bounded by the lab; what hangs is idle, and runs beside the rest.
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
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

from poolable import lab
from poolable.catalog import Script, get, scripts
from poolable.catalog.record import FILE, Entry, Python, Record, load, save
from poolable.lab.interpreters import Interpreter, installed

BUILD = Path("build/record")
JOURNAL = BUILD / "journal.jsonl"
IDLE_WORKERS = 8  # threads for what is expected to hang


@dataclass(frozen=True)
class Job:
    """One script, one interpreter, one start method."""

    script: Script
    interpreter: Interpreter
    start_method: str
    packages: Path | None

    @property
    def key(self) -> str:
        """Return what the journal knows the job by; a changed script is another job."""
        where = (self.interpreter.version, self.start_method, str(self.packages))
        return "|".join((self.script.name, self.script.digest, *where))

    def run(self) -> Entry:
        """Run it, with no more patience than the script deserves."""
        timeout, quiet = lab.runner.patience(self.script, self.interpreter, self.start_method)
        outcome = lab.run(
            self.script.path,
            self.interpreter,
            self.start_method,
            timeout=timeout,
            quiet=quiet,
            packages=self.packages,
        )
        return Entry.of(outcome)


def main() -> int:
    """Record what was asked for; return 1 if a docstring says otherwise."""
    options = arguments()
    chosen = [get(name) for name in options.names] or list(scripts().values())
    record = load() if FILE.exists() else Record()
    forget_removed(record)
    packages = {minor: install(python, chosen) for minor, python in installed().items()}
    jobs = list(plan(chosen, packages))
    changed = 0
    for number, (job, entry) in enumerate(carry_out(jobs, options.fresh), start=1):
        minor = job.interpreter.minor
        before = record.entry(job.script, minor, job.start_method)
        changed += before not in (None, entry)
        record.add(job.script, minor, job.start_method, entry)
        note = "" if before in (None, entry) else f"  (was: {before.verb} {before.text})"
        report(number, len(jobs), job, entry, note)
    for minor, python in installed().items():
        known = record.pythons.get(minor)
        record.pythons[minor] = describe(python, packages[minor], known.packages if known else {})
    save(record)
    JOURNAL.unlink(missing_ok=True)
    wrong = [line for script in chosen for line in record.disagreements(script)]
    print(f"{len(jobs)} runs recorded, {changed} outcomes changed, {len(wrong)} unexpected")
    print("\n".join(wrong))
    return bool(wrong)


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="scripts to record; all by default")
    parser.add_argument("--fresh", action="store_true", help="do not go on where it was stopped")
    return parser.parse_args()


def forget_removed(record: Record) -> None:
    """Drop the scripts that are no more."""
    for name in set(record.entries) - set(scripts()):
        del record.entries[name], record.digests[name]


def install(python: Interpreter, chosen: Iterable[Script]) -> Path | None:
    """Install what the scripts need for *python* in a folder; None if that fails."""
    needs = sorted({name for script in chosen for name in script.needs})
    folder = (BUILD / "packages" / python.minor).resolve()
    missing = [name for name in needs if not (folder / name).exists()]
    uv = [sys.executable, "-m", "uv", "pip", "install", "-q", "--compile-bytecode"]
    uv += ["--python", python.executable]
    pip = [python.executable, "-m", "pip", "install", "-q"]  # uv does not know Python 2.7
    command = pip if python.minor == "2.7" else uv
    if missing and subprocess.run([*command, "--target", folder, *needs], check=False).returncode:
        print(f"Python {python.version}: {', '.join(missing)} not installed; left out there")
        return None
    return folder


def plan(chosen: Iterable[Script], packages: dict[str, Path | None]) -> Iterator[Job]:
    """Yield the jobs that make sense on this machine."""
    for minor, python in installed().items():
        for script in chosen:
            folder = packages[minor]
            for method in python.start_methods:
                if script.expected(python.version, method) and (folder or not script.needs):
                    yield Job(script, python, method, folder if script.needs else None)


def carry_out(jobs: list[Job], fresh: bool) -> Iterator[tuple[Job, Entry]]:
    """Yield each job with its entry, those of an interrupted run first."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if fresh:
        JOURNAL.unlink(missing_ok=True)
    done = dict(journal())
    yield from ((job, done[job.key]) for job in jobs if job.key in done)
    todo = [job for job in jobs if job.key not in done]
    with (
        JOURNAL.open("a", encoding="utf-8") as file,
        ThreadPoolExecutor(os.cpu_count() or 1) as busy,
        ThreadPoolExecutor(IDLE_WORKERS) as idle,
    ):
        file.write("\n")  # the last line may have been cut short
        futures = {(idle if hangs(job) else busy).submit(job.run): job for job in todo}
        try:
            for future in as_completed(futures):
                job = futures[future]
                print(json.dumps([job.key, asdict(future.result())]), file=file, flush=True)
                yield job, future.result()
        finally:
            cancel(futures)


def hangs(job: Job) -> bool:
    """Tell whether the docstring says that the job has to be stopped."""
    expected = job.script.expected(job.interpreter.version, job.start_method)
    return expected is not None and expected.verb == "Hangs"


def cancel(futures: Iterable[Future[Entry]]) -> None:
    """Leave out what has not begun; what has is bounded."""
    for future in futures:
        future.cancel()


def journal() -> Iterator[tuple[str, Entry]]:
    """Yield what an interrupted run has left, but for a line cut short."""
    for line in JOURNAL.read_text(encoding="utf-8").splitlines() if JOURNAL.exists() else ():
        try:
            key, entry = json.loads(line)
        except ValueError:
            continue
        yield key, Entry(**entry)


def report(number: int, total: int, job: Job, entry: Entry, note: str) -> None:
    """Show the progress."""
    where = f"{job.interpreter.minor:>4} {job.start_method:10}"
    print(f"[{number:4}/{total}] {where} {job.script.name:24} {entry.verb}{note}", flush=True)


def describe(python: Interpreter, folder: Path | None, known: dict[str, str]) -> Python:
    """Return the stamp of an interpreter; packages not installed now keep theirs."""
    found = folder.glob("*.dist-info") if folder else []
    names = [path.name.removesuffix(".dist-info").rsplit("-", 1) for path in found]
    return Python(
        version=python.version,
        implementation=python.implementation,
        platform=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        default=python.default,
        date=datetime.date.today().isoformat(),
        packages=dict(sorted((known | dict(names)).items())),
    )


if __name__ == "__main__":
    sys.exit(main())
