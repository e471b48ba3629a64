"""The parts of a drawing: an SVG inside HTML, with its caption.

The page's own colour draws the text, so a drawing reads in light and dark. Widths are percentages
and text is in pixels, so it reads on a phone.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

COLORS = ("#0072b2", "#b34700", "#007a5a", "#8a4f9e", "#7a6000", "#a33b5c")
GRID_STROKE = 'stroke="currentColor" stroke-opacity="0.2"'


def figure(
    kind: str, words: str, caption: str, height: int, elements: Iterable[str], legend: str = ""
) -> str:
    """Return a drawing as HTML.

    Args:
        kind: the CSS class of the figure.
        words: says the same as the drawing, to readers who cannot see it.
        caption: the line below it.
        height: in pixels; the width is that of the page.
        elements: the SVG elements, escaped.
        legend: HTML between the drawing and the caption.
    """
    return (
        f'<figure class="{kind}"><svg width="100%" height="{height}" role="img" '
        f'aria-label="{html.escape(words)}" font-size="12" font-family="sans-serif">'
        f"{''.join(elements)}</svg>{legend}<figcaption>{html.escape(caption)}</figcaption></figure>"
    )


def text(x: str, y: int, anchor: str, words: str) -> str:
    """Return a line of text.

    >>> text("100%", 12, "end", "<1 s")
    '<text x="100%" y="12" text-anchor="end" fill="currentColor">&lt;1 s</text>'
    """
    escaped = html.escape(words)
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor">{escaped}</text>'


def grid_line(y: float, x: str = "0") -> str:
    """Return a thin line from *x* to the right edge, *y* pixels from the top.

    >>> grid_line(38)
    '<line x1="0" x2="100%" y1="38" y2="38" stroke="currentColor" stroke-opacity="0.2"/>'
    """
    return f'<line x1="{x}" x2="100%" y1="{y:g}" y2="{y:g}" {GRID_STROKE}/>'


def color_of(row: int) -> str:
    """Return the colour of a row; after the last one they start again.

    >>> color_of(0) == color_of(6)
    True
    """
    return COLORS[row % len(COLORS)]
