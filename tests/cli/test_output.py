"""An output that cannot be written: one clear sentence on stderr, exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from platforms import posix

pytestmark = posix
COMMAND = [sys.executable, "-m", "poolable"]
CLOSED = "the output was closed before all of it was written."
FULL = "the output: No space left on device."
OUTPUTS = [
    ["list"],
    ["list", "--json"],
    ["show", "getstate"],
    ["diff", "pool_in_self", "getstate"],
    ["run", "getstate"],
    ["--help"],
    ["run", "--help"],
    ["--version"],
]
every_output = pytest.mark.parametrize("arguments", OUTPUTS, ids=" ".join)


def outcome(arguments, **options):
    """Return the exit code and the stderr of a command of its own."""
    # unbuffered, argparse would not notice that its help is lost
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **options,
    )
    return done.returncode, done.stderr


@every_output
def test_a_closed_pipe_is_said_to_be_closed(arguments):
    read, write = os.pipe()
    os.close(read)
    try:
        assert outcome(arguments, stdout=write) == (2, f"poolable: {CLOSED}\n")
    finally:
        os.close(write)


@every_output
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_output_is_said_to_be_full(arguments):
    with open("/dev/full", "w") as full:
        assert outcome(arguments, stdout=full) == (2, f"poolable: {FULL}\n")


@pytest.mark.parametrize("arguments", OUTPUTS[:5], ids=" ".join)
def test_no_output_at_all_is_said_to_be_missing(arguments):
    command = f'exec "$0" -m poolable {" ".join(arguments)} >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable], capture_output=True, text=True, check=False
    )
    expected_text = "poolable: there is no standard output to write to: redirect it to a file.\n"
    assert (done.returncode, done.stderr) == (2, expected_text)


def test_a_copy_without_output_is_not_made(tmp_path):
    command = f'exec "$0" -m poolable copy getstate {tmp_path} >&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
