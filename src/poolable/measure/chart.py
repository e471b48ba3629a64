"""Numbers as figures: bars, and lines on logarithmic axes, drawn as SVG inside HTML.

`svg` has the parts of a drawing.
"""

from __future__ import annotations

import html
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from poolable.errors import WrongUsage
from poolable.measure import svg

ROW, LABEL, BAR = 40, 16, 14  # px, of a bar
HEIGHT, TOP, BOTTOM = 260, 18, 30  # px, of a plot
LEFT, RIGHT = 13.0, 97.0  # per cent, of a plot
DASHES = ("none", "8 3", "2 3", "8 3 2 3", "12 4", "4 4")


class Bars:
    """A bar for each number, from 0.

    Args:
        title: the quantity that is compared.
        values: at least one, by the name of its bar.
        form: writes the number beside its bar.

    >>> Bars("pickled", {"map": 8, "imap": 64})
    pickled: map 8, imap 64
    """

    def __init__(
        self, title: str, values: Mapping[str, float], form: Callable[[float], str] = "{:g}".format
    ) -> None:
        if not values:
            raise WrongUsage(f"the chart {title!r} needs a number: give it one.")
        self.title, self.values, self.form = title, dict(values), form

    def __repr__(self) -> str:
        """Return the chart in words."""
        bars = (f"{name} {self.form(value)}" for name, value in self.values.items())
        return f"{self.title}: {', '.join(bars)}"

    def _repr_html_(self) -> str:
        """Return the drawing."""
        height = ROW * len(self.values)
        return svg.figure("chart", repr(self), self.title, height, self._elements())

    def _elements(self) -> Iterator[str]:
        """Yield a name, a number and a bar for each value."""
        most = max(self.values.values()) or 1.0
        for row, (name, value) in enumerate(self.values.items()):
            y = ROW * row + LABEL
            yield svg.text("0", y - 4, "start", name)
            yield svg.text("100%", y - 4, "end", self.form(value))
            yield (
                f'<rect x="0" y="{y}" height="{BAR}" width="{max(100 * value / most, 0.3):.2f}%" '
                f'rx="2" {_paint("fill", row)}/>'
            )


class Lines:
    """A line for each series, both axes logarithmic.

    Args:
        title: the quantity that is shown.
        series: the points of each line, by its name; x and y above 0, the same x in all.
        x_form: writes a number on the axis below.
        y_form: writes a number on the axis at the left.

    >>> Lines("bytes a task", {"imap": [(1e3, 1.1e3), (1e6, 1e6)]}, "{:g}".format, "{:g}".format)
    bytes a task: imap from 1100 at 1000 to 1e+06 at 1e+06
    """

    def __init__(
        self,
        title: str,
        series: Mapping[str, Sequence[tuple[float, float]]],
        x_form: Callable[[float], str],
        y_form: Callable[[float], str],
    ) -> None:
        self.title, self.series = title, {name: list(points) for name, points in series.items()}
        self.x_form, self.y_form = x_form, y_form
        points = [point for line in self.series.values() for point in line]
        if not points or min(min(point) for point in points) <= 0:
            raise WrongUsage(f"the chart {title!r} needs points, all above 0.")
        self.xs = sorted({x for x, _ in points})
        ys = [y for _, y in points]
        # whole powers of ten, at least two; a number just above the top one is drawn on it
        self.low = math.floor(math.log10(min(ys)))
        self.high = max(math.ceil(math.log10(max(ys)) - 0.05), self.low + 1)

    def __repr__(self) -> str:
        """Return the chart in words."""
        return f"{self.title}: {'; '.join(map(self._words, self.series.items()))}"

    def _words(self, line: tuple[str, list[tuple[float, float]]]) -> str:
        name, points = line
        (x, y), (last_x, last_y) = points[0], points[-1]
        start = f"from {self.y_form(y)} at {self.x_form(x)}"
        return f"{name} {start} to {self.y_form(last_y)} at {self.x_form(last_x)}"

    def _repr_html_(self) -> str:
        """Return the drawing, with its legend below."""
        swatch = 'x1="0" y1="5" x2="32" y2="5"'
        legend = "".join(
            f'<li><svg width="32" height="10" aria-hidden="true">{_stroke(swatch, row)}</svg> '
            f"{html.escape(name)}</li>"
            for row, name in enumerate(self.series)
        )
        elements, legend = self._elements(), f"<ul>{legend}</ul>"
        return svg.figure("chart", repr(self), self.title, HEIGHT, elements, legend)

    def _elements(self) -> Iterator[str]:
        """Yield the grid with its numbers, then the lines with a dot at each point."""
        bottom = HEIGHT - BOTTOM
        for power in range(self.low, self.high + 1):
            y = self._y(10.0**power)
            yield svg.grid_line(round(y, 1), f"{LEFT}%")
            yield svg.text("0", round(y) + 4, "start", self.y_form(10.0**power))
        for x in self.xs:
            where = ("100%", "end") if x == self.xs[-1] else (f"{self._x(x):.2f}%", "middle")
            yield svg.text(where[0], bottom + 20, where[1], self.x_form(x))
        for row, (name, points) in enumerate(self.series.items()):
            for (x, y), (next_x, next_y) in itertools.pairwise(points):
                yield _stroke(
                    f'x1="{self._x(x):.2f}%" y1="{self._y(y):.1f}" '
                    f'x2="{self._x(next_x):.2f}%" y2="{self._y(next_y):.1f}"',
                    row,
                )
            for x, y in points:
                tooltip = html.escape(f"{name}: {self.y_form(y)} at {self.x_form(x)}")
                yield (
                    f'<circle cx="{self._x(x):.2f}%" cy="{self._y(y):.1f}" r="4" '
                    f"{_paint('fill', row)}><title>{tooltip}</title></circle>"
                )

    def _x(self, x: float) -> float:
        """Return the place of *x*, in per cent of the width."""
        first, last = math.log10(self.xs[0]), math.log10(self.xs[-1])
        part = (math.log10(x) - first) / ((last - first) or 1.0)
        return LEFT + 4 + part * (RIGHT - LEFT - 4)

    def _y(self, y: float) -> float:
        """Return the place of *y*, in pixels from the top."""
        part = (math.log10(y) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)


def format_bytes(value: float) -> str:
    """Return a number of bytes with a unit.

    >>> format_bytes(999), format_bytes(1_000), format_bytes(1_250_000)
    ('999 B', '1 kB', '1.25 MB')
    """
    for size, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.3g} B"


def format_seconds(value: float) -> str:
    """Return a number of seconds with a unit.

    >>> format_seconds(1.5), format_seconds(0.0125), format_seconds(3e-06)
    ('1.5 s', '12.5 ms', '3 µs')
    """
    for size, name in ((1, "s"), (1e-3, "ms")):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value * 1e6:.3g} µs"


def _paint(what: str, row: int) -> str:
    """Return the colour of a row, mixed with that of the text where the browser can do so."""
    color = svg.color_of(row)
    return f'{what}="{color}" style="{what}:color-mix(in srgb, {color} 75%, currentColor)"'


def _stroke(ends: str, row: int) -> str:
    dash = DASHES[row % len(DASHES)]
    return f'<line {ends} stroke-width="2.5" stroke-dasharray="{dash}" {_paint("stroke", row)}/>'
