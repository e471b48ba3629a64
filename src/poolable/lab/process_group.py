"""A command in a session of its own; every process that it starts is ended with it.

A guard process ends the group if the process that started the command is killed itself.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from typing import IO

from poolable.lab.processes import MARK_VARIABLE, TICK, cpu_ticks, end, members

# The program of the guard. It imports `processes` last, because most guards never need it,
# and by its bare name, because our package is not on its path.
_GUARD = """
import signal, sys
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)  # the guard has to outlive such a signal
sys.stdin.buffer.read()  # returns when the process that started the guard has ended
folder, session, mark = sys.argv[1:]
sys.path.append(folder)
from processes import end
end(int(session), mark)
"""


class ProcessGroup:
    """A command in a new session, with every process that it starts.

    Args:
        command: the program and its arguments.
        env: the environment; a mark is added, which tells the members that leave the session.
        cwd: the folder to run it in.
        out: the file that gets its standard output.
        err: the file that gets its standard error.

    """

    def __init__(
        self, command: list[str], env: dict[str, str], cwd: str, out: IO[bytes], err: IO[bytes]
    ) -> None:
        self.mark = secrets.token_hex(8)
        self.process = subprocess.Popen(
            command,
            env={**env, MARK_VARIABLE: self.mark},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            # If this process ignores Ctrl-C, as a background job does, its child would, too.
            preexec_fn=_restore_ctrl_c  # noqa: PLW1509 - it calls signal.signal() alone
            if signal.getsignal(signal.SIGINT) == signal.SIG_IGN
            else None,
        )
        self.guard = self._start_guard()
        self._ticks: dict[int, int] | None = None

    def _start_guard(self) -> subprocess.Popen[bytes] | None:
        """Start the process that ends the group when this process dies."""
        if os.name != "posix":
            return None
        arguments = [os.path.dirname(__file__), str(self.process.pid), self.mark]
        command = [sys.executable, "-I", "-S", "-c", _GUARD, *arguments]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def poll(self) -> int | None:
        """Return the exit code of the command, None while it runs."""
        return self.process.poll()

    def is_idle(self) -> bool:
        """Tell whether nothing has happened in the group since the last call.

        Its processes are the same, all of them sleep, and together they used one tick of
        processor time at most, as a thread that polls does. Always false without /proc.
        """
        ticks = cpu_ticks(self.process.pid, self.mark)
        before, self._ticks = self._ticks, ticks
        if not ticks or not before or ticks.keys() != before.keys():
            return False
        return sum(ticks.values()) - sum(before.values()) <= 1

    def settle(self, seconds: float) -> int:
        """Wait up to *seconds* until all processes have ended; return how many have not."""
        deadline = time.monotonic() + seconds
        while (left := members(self.process.pid, self.mark)) and time.monotonic() < deadline:
            time.sleep(TICK)
        return len(left)

    def end(self) -> None:
        """End every process of the group; safe to call twice."""
        try:
            end(self.process.pid, self.mark)
            self.process.wait()
        finally:
            if self.guard is not None and self.guard.stdin is not None:
                self.guard.kill()
                self.guard.wait()
                self.guard.stdin.close()


def _restore_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
