"""Tiles: the schematic map and the matrices. Drawn as bars on their own ground, so that every tile
can be clicked, hatched and labelled without a map service."""

from __future__ import annotations

from dataclasses import dataclass, replace

import plotly.graph_objects as go

from ui import numbers, text, theme
from ui.charts import figure

WIDE, TALL = 0.96, 0.92  # share of a cell that the tile fills: gaps look equal
UNKNOWN_FILL = "rgba(134,149,164,0.18)"
UNKNOWN_HATCH = "#8695A4"


@dataclass(frozen=True)
class Tile:
    """A cell: where, what it says, how much of the largest it is (None = unknown: hatched)."""

    column: int
    row: int
    title: str
    words: str
    share: float | None
    id: str
    hover: str = ""
    is_chosen: bool = False
    is_few: bool = False  # few people behind the rate: marked, read with care


def tile_map(tiles: list[Tile], height: int) -> go.Figure:
    """Villages as tiles, no axes; smaller words when there are many, names alone when very many."""
    columns = len({tile.column for tile in tiles}) or 1
    font = next(size for most, size in ((5, 15), (9, 12), (14, 10), (10_000, 8)) if columns <= most)
    if columns > 9:
        tiles = [replace(tile, words="") for tile in tiles]
    hidden = theme.axis(visible=False)
    layout = theme.layout(
        height,
        xaxis=hidden | {"range": span(t.column for t in tiles)},
        yaxis=hidden | {"range": [-v for v in reversed(span(t.row for t in tiles))]},
        showlegend=False,
    )
    return figure([tile_trace(tiles, font)], layout | NO_HIDING)


def matrix(
    tiles: list[Tile], columns: list[str], rows: list[str], height: int, font: int = 13
) -> go.Figure:
    """Tiles with names on the top and the left. Tile.column and .row number those names from 0."""
    top = theme.axis(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=columns,
        range=[-0.5, len(columns) - 0.5],
        showgrid=False,
        tickangle=0,
    )
    left = theme.axis(
        tickvals=[-n for n in range(len(rows))],
        ticktext=rows,
        range=[-len(rows) + 0.5, 0.5],
        showgrid=False,
        ticksuffix="  ",
    )
    layout = theme.layout(height, xaxis=top, yaxis=left, showlegend=False)
    return figure([tile_trace(tiles, font)], layout | NO_HIDING)


NO_HIDING = {"uniformtext": {"mode": False}, "bargap": 0}


def span(places) -> list[float]:
    places = list(places) or [0]
    return [min(places) - 0.5, max(places) + 0.5]


def tile_trace(tiles: list[Tile], font: int) -> dict:
    return {
        "type": "bar",
        "x": [t.column for t in tiles],
        "y": [TALL for _ in tiles],
        "base": [-t.row - TALL / 2 for t in tiles],
        "width": [WIDE for _ in tiles],
        "text": [tile_text(t) for t in tiles],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": font, "color": theme.PAGE_INK},
        "marker": tile_marker(tiles),
        "customdata": [t.id for t in tiles],
        "hovertext": [t.hover or t.title for t in tiles],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "unselected": {"marker": {"opacity": 1}},
    }


def tile_marker(tiles: list[Tile]) -> dict:
    """The chosen tile is outlined. Neither selectedpoints nor a list of opacities: with the first
    a click on the chosen tile says nothing new, with the second plotly swallows every click."""
    return {
        "color": [fill(tile) for tile in tiles],
        "line": {
            "width": [4 if t.is_chosen else 1 for t in tiles],
            "color": ["#E3772B" if t.is_chosen else "rgba(134,149,164,0.5)" for t in tiles],
        },
        "pattern": {
            "shape": ["/" if t.share is None else "." if t.is_few else "" for t in tiles],
            "fgcolor": [UNKNOWN_HATCH if t.share is None else theme.GREY for t in tiles],
            "fillmode": "overlay",
            "size": 9,
            "solidity": 0.12,
        },
    }


def fill(tile: Tile) -> str:
    return UNKNOWN_FILL if tile.share is None else theme.tint(tile.share)


def tile_text(tile: Tile) -> str:
    words = tile.words.replace("\n", "<br>")
    return f"<b>{tile.title}</b><br>{words}" if tile.title else words


def share_of(value, largest) -> float | None:
    """Share of the largest value for the fill; unknown stays None, never zero."""
    if numbers.is_unknown(value):
        return None
    return float(value) / largest if largest else 0.0


UNKNOWN_NOTE = text.UNKNOWN_NOTE
