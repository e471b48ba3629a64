"""Figures draw what they are given, and say it in words."""

import re

import pytest

from poolable.measure.chart import HEIGHT, Bars, Lines, format_bytes, format_seconds
from poolable.measure.svg import COLORS

POINTS = {"map": [(1e3, 1e2), (1e6, 1e5)], "<imap>": [(1e3, 1e3), (1e6, 1e6)]}


def test_a_bar_is_as_long_as_its_number():
    drawing = Bars("sizes", {"a": 1, "b": 4, "c": 0}, format_bytes)._repr_html_()
    assert re.findall(r'<rect .*?width="([\d.]+)%"', drawing) == ["25.00", "100.00", "0.30"]
    assert re.findall(r'<rect .*?fill="(#\w+)"', drawing) == list(COLORS[:3])
    assert 'aria-label="sizes: a 1 B, b 4 B, c 0 B"' in drawing
    assert "<figcaption>sizes</figcaption>" in drawing


def test_no_bar_is_an_error_that_says_what_to_do():
    with pytest.raises(ValueError, match="the chart 'sizes' needs a number: give it one"):
        Bars("sizes", {})


def test_all_bars_may_be_zero():
    assert Bars("sizes", {"a": 0})._repr_html_().count("<rect") == 1


def test_a_line_has_a_dot_at_each_point_and_segments_between():
    drawing = Lines("bytes", POINTS, format_bytes, format_bytes)._repr_html_()
    dots = re.findall(r'<circle cx="([\d.]+)%" cy="([\d.]+)"', drawing)
    assert len(dots) == 4
    first, last, other_first, other_last = [(float(x), float(y)) for x, y in dots]
    assert first[0] == other_first[0] < last[0] == other_last[0]
    # lower on the page is less
    assert HEIGHT > first[1] > other_first[1] > last[1] > other_last[1] > 0
    assert drawing.count('stroke-width="2.5"') == 2 + 2  # segments, and the legend


def test_names_are_escaped():
    drawing = Lines("bytes", POINTS, format_bytes, format_bytes)._repr_html_()
    assert "<imap>" not in drawing
    assert "&lt;imap&gt; from 1 kB at 1 kB to 1 MB at 1 MB" in drawing


def test_the_axis_has_every_power_of_ten():
    drawing = Lines("bytes", POINTS, format_bytes, format_bytes)._repr_html_()
    for label in ("100 B", "1 kB", "10 kB", "100 kB", "1 MB"):
        assert f">{label}</text>" in drawing


def test_the_last_number_below_ends_at_the_edge_and_the_others_stand_at_their_points():
    drawing = Lines("bytes", POINTS, "x={:g}".format, format_bytes)._repr_html_()
    first, last = re.findall(r'<text x="([\d.]+%)"[^>]*text-anchor="(\w+)"[^>]*>x=', drawing)
    dots = re.findall(r'<circle cx="([\d.]+%)"', drawing)
    assert first == (dots[0], "middle")
    assert last == ("100%", "end")


def test_one_point_is_drawn():
    assert (
        Lines("bytes", {"a": [(1, 1)]}, format_bytes, format_bytes)._repr_html_().count("<circle")
        == 1
    )


@pytest.mark.parametrize("series", [{}, {"a": []}, {"a": [(0, 1)]}, {"a": [(1, -1)]}])
def test_what_has_no_logarithm_is_an_error(series):
    with pytest.raises(ValueError, match="the chart 'bytes' needs points, all above 0"):
        Lines("bytes", series, format_bytes, format_bytes)


def test_numbers_have_the_prefix_that_keeps_them_short():
    assert [format_bytes(x) for x in (0, 1, 5e4, 2e9)] == ["0 B", "1 B", "50 kB", "2 GB"]
    assert [format_seconds(x) for x in (0, 2e-6, 0.25, 61)] == ["0 µs", "2 µs", "250 ms", "61 s"]
