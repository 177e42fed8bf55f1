"""A Chart as a picture: Vega-Lite drawn by vl-convert, without a browser and without a network."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reports.document import Chart
from reports.words import say

FONT = "Noto Sans CJK SC, Microsoft YaHei, SimHei, PingFang SC, sans-serif"
INK, RULE = "#1B2733", "#E3E7EB"
WIDTH = 560
CONFIG = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "titleFontSize": 12, "labelColor": INK, "gridColor": RULE,
             "domainColor": "#8695A4", "tickColor": "#8695A4", "titleColor": "#5B6875"},
    "legend": {"orient": "top", "title": None, "labelFontSize": 13, "labelColor": INK,
               "symbolType": "square"},
    "background": "white",
}  # fmt: skip


def spec(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification of a chart; its title stands in the document."""
    lying = chart.kind in ("bar", "stacked")
    place, size = ("y", "x") if lying else ("x", "y")
    order = [series.name for series in chart.series]
    encoding = {
        place: {"field": "category", "type": "nominal", "sort": list(chart.categories),
                "axis": {"title": None, "labelAngle": 0, "labelLimit": 200}},
        size: {"field": "value", "type": "quantitative",
               "axis": {"title": say("frame.chart_unit", unit=chart.unit), "tickCount": 5}},
        "color": {"field": "series", "sort": order,
                  "scale": {"domain": order, "range": [s.colour for s in chart.series]},
                  **({"legend": None} if len(order) == 1 else {})},
        "order": {"field": "rank", "type": "quantitative"},
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": 24 * len(chart.categories) + 10 if lying else 175,
        "config": CONFIG,
        "data": {"values": points(chart)},
        "layer": layers(chart, encoding, size),
    }


def points(chart: Chart) -> list[dict]:
    """One point per category and series; months may share a name with those of another year."""
    return [
        {"category": category, "series": one.name, "value": value, "rank": rank}
        for rank, one in enumerate(chart.series)
        for category, value in zip(chart.categories, one.values, strict=True)
        if value is not None
    ]


def layers(chart: Chart, encoding: dict, size: str) -> list[dict]:
    if chart.kind == "lines":
        del encoding["order"]
        mark = {"type": "line", "strokeWidth": 2.5, "point": {"size": 45, "filled": True}}
        return [{"mark": mark, "encoding": encoding}]
    bars = {"mark": {"type": "bar", "cornerRadius": 1}, "encoding": encoding}
    if len(chart.series) > 1:
        return [bars]
    offset = {"dx": 4, "align": "left"} if size == "x" else {"dy": -8}
    labels = {
        "mark": {"type": "text", "fontSize": 12, "color": INK, **offset},
        "encoding": {
            "x": encoding["x"],
            "y": encoding["y"],
            "text": {"field": "value", "format": ",.4~r" if size == "x" else ",.0f"},
        },
    }
    return [bars, labels]


@lru_cache(maxsize=64)
def svg(chart: Chart) -> str:
    """The chart as SVG text."""
    import vl_convert

    return vl_convert.vegalite_to_svg(spec(chart), vl_version="6.1")


@lru_cache(maxsize=64)
def png(chart: Chart) -> bytes:
    """The chart as a picture sharp enough for print."""
    import vl_convert

    return vl_convert.vegalite_to_png(spec(chart), vl_version="6.1", scale=2.5)
