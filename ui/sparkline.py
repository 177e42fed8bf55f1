"""The course of a key figure, small: an SVG of a dozen lines. Streamlit's own is a Vega chart, and
five of those took a third of a screen's redraw (docs/decisions.md 52)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ui import numbers

HIGH, PAD = 100.0, 6.0  # of the drawing, in its own units; the width is one unit per step
FRAME = (
    '<svg class="sparkline" viewBox="0 0 {wide} 100" preserveAspectRatio="none" '
    'aria-hidden="true">{lines}</svg>'
)
LINE = '<path class="{kind}" d="{path}"></path>'


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
    return FRAME.format(wide=len(values) - 1, lines=lines)


def height(value: float, low: float, span: float) -> float:
    """From the top: the highest value near it, the lowest near the bottom."""
    return PAD + (HIGH - 2 * PAD) * (1 - (value - low) / span)


def line(run: list[tuple[int, float]]) -> str:
    return LINE.format(kind="line", path="M" + " L".join(f"{x},{y:.1f}" for x, y in run))


def area(run: list[tuple[int, float]]) -> str:
    corners = [(run[0][0], HIGH), *run, (run[-1][0], HIGH)]
    path = "M" + " L".join(f"{x},{y:.1f}" for x, y in corners) + " Z"
    return LINE.format(kind="area", path=path)
