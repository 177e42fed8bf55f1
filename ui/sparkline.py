"""The course of a key figure, small: an SVG picture. Streamlit's own is a Vega chart, and six of
those took a third of a screen's redraw (docs/decisions.md 52)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from itertools import groupby

from ui import numbers, theme

HIGH, PAD = 100.0, 6.0  # of the drawing, in its own units; the width is one unit per step
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} 100" preserveAspectRatio="none">'
    "<style>.line {{ fill: none; stroke: {blue}; stroke-width: 1.6px; vector-effect:"
    " non-scaling-stroke }} .area {{ fill: {blue}; fill-opacity: .16 }}</style>{lines}</svg>"
)
LINE = '<path class="{kind}" d="{path}"/>'
PICTURE = '<img class="sparkline" alt="" src="data:image/svg+xml;base64,{code}">'


def picture(values: Sequence[float | None]) -> str:
    """The drawing as an image: Streamlit strips a bare <svg>. Empty where there is no course."""
    drawn = sparkline(values)
    return PICTURE.format(code=b64encode(drawn.encode()).decode()) if drawn else ""


def sparkline(values: Sequence[float | None]) -> str:
    """values: first to last. A gap where one is unknown; nothing with fewer than two known."""
    known = [value for value in values if not numbers.is_unknown(value)]
    if len(known) < 2:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    points = [
        (at, None if numbers.is_unknown(value) else height(value, low, span))
        for at, value in enumerate(values)
    ]
    runs = [list(run) for is_gap, run in groupby(points, lambda p: p[1] is None) if not is_gap]
    lines = "".join(area(run) + line(run) for run in runs)
    return DRAWING.format(wide=len(values) - 1, blue=theme.BLUE, lines=lines)


def height(value: float, low: float, span: float) -> float:
    """From the top: the highest value near it, the lowest near the bottom."""
    return PAD + (HIGH - 2 * PAD) * (1 - (value - low) / span)


def line(run: list[tuple[int, float]]) -> str:
    return LINE.format(kind="line", path="M" + " L".join(f"{x},{y:.1f}" for x, y in run))


def area(run: list[tuple[int, float]]) -> str:
    corners = [(run[0][0], HIGH), *run, (run[-1][0], HIGH)]
    path = "M" + " L".join(f"{x},{y:.1f}" for x, y in corners) + " Z"
    return LINE.format(kind="area", path=path)
