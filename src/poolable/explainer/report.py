"""The answer about an object on its way to a worker: for people, notebooks and programs."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from poolable.explainer.fault import Stage
from poolable.explainer.introspect import class_name
from poolable.explainer.path import RootName, Steps
from poolable.explainer.payload import Payload

MAX_INT_BITS = 1000  # Python refuses to write out very long integers
MAX_SHOWN = 20  # culprits in a report for people; a program gets all
STAGE_SAYS: dict[str, str] = {
    Stage.DUMP: "pickle says",
    Stage.LOAD: "loading it says",
    Stage.FRESH: "a new interpreter says",
}


@dataclass(frozen=True)
class Culprit:
    """An object that does not cross, or does not arrive."""

    path: str
    """An expression that leads to it, such as ``task.run.__self__.pool``."""
    steps: Steps
    """The same for programs, such as ``(("attr", "__self__"), ("attr", "pool"))``."""
    type: str
    """Its class with the module, such as ``multiprocessing.pool.Pool``."""
    stage: str
    """``dump`` if it cannot be pickled, ``load`` if it cannot be rebuilt, ``fresh`` if it
    cannot be rebuilt in a new interpreter."""
    reason: str
    """The reason why it does not cross, and the remedy."""
    error: str
    """Class and text of the exception."""
    failure: str
    """The failure of the catalog that this is; "" if it has none."""

    @property
    def cures(self) -> tuple[str, ...]:
        """Return the patterns that cure it, best first."""
        # It reads every script, so only on demand.
        from poolable import catalog  # noqa: PLC0415

        return tuple(script.name for script in catalog.cures_of(self.failure))

    def __str__(self) -> str:
        """Return its block of the report."""
        says = STAGE_SAYS[self.stage]
        lines = [self.path, f"  {self.type}: {self.reason}", f"  {says}: {self.error}"]
        if self.failure:
            lines.append(f"  failure {self.failure}, cured by {', '.join(self.cures)}")
        return "\n".join(lines)

    def as_html(self) -> str:
        """Return it as a term and its description."""
        says = STAGE_SAYS[self.stage]
        texts = map(html.escape, (self.path, self.type, self.reason, self.error))
        path, kind, reason, error = texts
        cures = ", ".join(f"<code>{name}</code>" for name in self.cures)
        known = f"<br>failure <code>{self.failure}</code>, cured by {cures}" if self.failure else ""
        return (
            f"<dt><code>{path}</code></dt><dd><code>{kind}</code>: {reason}"
            f"<br>{says}: <code>{error}</code>{known}</dd>"
        )

    def as_json(self) -> dict[str, Any]:
        """Return it for a program; a step that JSON cannot express is named by its class."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        steps = [[kind, json_value(value)] for kind, value in self.steps]
        return fields | {"steps": steps, "cures": list(self.cures)}


class Report:
    """Whether an object can be sent to a worker and arrives usable; if not, why."""

    def __init__(
        self,
        name: RootName,
        culprits: tuple[Culprit, ...],
        payload: Payload,
        *,
        start_method: str,
        fresh: bool,
    ) -> None:
        self._name = name
        self.culprits = culprits
        """Every independent one, the shortest path first."""
        self.payload = payload
        """The bytes that one task carries without the culprits, and its heaviest parts.

        A task also carries a header of some 50 bytes, and its arguments.
        """
        self.start_method = start_method
        """The start method that was asked about."""
        self.fresh = fresh
        """Whether it was loaded in another process, as a worker does; else in this one."""

    @property
    def ok(self) -> bool:
        """Tell whether the object crosses."""
        return not self.culprits

    @property
    def name(self) -> str:
        """Return the expression that paths begin with."""
        return self._name.text

    @property
    def verdict(self) -> str:
        """Return the answer, in one sentence."""
        if self.ok:
            there = f"a new interpreter ({self.start_method})"
            there = "a fork" if self.start_method == "fork" else there
            where = there if self.fresh else "this process"
            return f"{self.name} crosses: {self.payload:,} bytes a task, loaded in {where}."
        count = len(self.culprits)
        return f"{self.name} does not cross to a worker: {count} culprit{'s'[: count != 1]}."

    def __str__(self) -> str:
        """Return the verdict, then a block for each culprit."""
        blocks = [self.verdict, *map(str, self.culprits[:MAX_SHOWN]), self._more]
        return "\n\n".join(filter(None, blocks))

    def __repr__(self) -> str:
        """Return the verdict alone."""
        return f"<Report: {self.verdict}>"

    def _repr_html_(self) -> str:
        listed = "".join(culprit.as_html() for culprit in self.culprits[:MAX_SHOWN])
        more = f"<p>{self._more}</p>" if self._more else ""
        return (
            f'<div class="poolable-report"><p><strong>{html.escape(self.verdict)}</strong></p>'
            f"<dl>{listed}</dl>{more}</div>"
        )

    @property
    def _more(self) -> str:
        left = len(self.culprits) - MAX_SHOWN
        return f"... and {left} more." if left > 0 else ""

    def as_json(self) -> dict[str, Any]:
        """Return the report for a program."""
        parts = [{"path": path, "bytes": size} for path, size in self.payload.parts]
        return {
            "name": self.name,
            "ok": self.ok,
            "start_method": self.start_method,
            "fresh": self.fresh,
            "payload": {"bytes": int(self.payload), "parts": parts},
            "culprits": [culprit.as_json() for culprit in self.culprits],
        }


class NotPoolable(TypeError):  # noqa: N818 - it reads like the sentence that it stands for
    """An object does not cross to a worker; ``report`` says why."""

    def __init__(self, report: Report | str) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        """Return the report."""
        return str(self.report)

    def __reduce__(self) -> tuple[type, tuple[str]]:
        """Pickle only the text: the report may hold objects that do not pickle."""
        return NotPoolable, (str(self.report),)


def json_value(value: object) -> object:
    """Return *value* if JSON can express it, else its class.

    >>> json_value("key"), json_value((1, 2))
    ('key', '<tuple>')
    """
    if any(type(value) is kind for kind in (str, float, bool, type(None))):
        return value
    if type(value) is int and value.bit_length() < MAX_INT_BITS:
        return value
    return f"<{class_name(value)}>"
