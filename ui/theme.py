"""The look in one place: palette, level marks, chart manners. Twin: .streamlit/config.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ui import text

FONT = "RiskSans, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
INK = "#1B2733"
WHITE, BLACK = "#FFFFFF", "#10171F"
READABLE = 4.5  # contrast that text needs (WCAG 2.1 AA)
BLUE = "#3A74A6"  # reads on white and on the dark ground alike
TEAL = "#2A9D8F"
GREY = "#8695A4"
NEUTRAL_FILL = "rgba(134,149,164,0.22)"


@dataclass(frozen=True)
class LevelLook:
    """How a level is drawn: never by colour alone, but with its mark and its word."""

    name: str
    mark: str
    colour: str
    badge: str  # Streamlit's badge colour

    @property
    def on_colour(self) -> str:
        """Text on a patch of the colour."""
        return ink_on(self.colour)

    @property
    def label(self) -> str:
        return f"{self.mark} {self.name}"


LEVELS = {
    look.name: look
    for look in (
        LevelLook(text.LEVEL_NAMES[0], "●", "#B42318", "red"),
        LevelLook(text.LEVEL_NAMES[1], "▲", "#E3772B", "orange"),
        LevelLook(text.LEVEL_NAMES[2], "■", "#F2C744", "yellow"),
        LevelLook(text.LEVEL_NAMES[3], "○", "#277E5E", "green"),
        LevelLook(text.LEVEL_NAMES[4], "◌", "#9AA4B2", "gray"),
    )
}
LEVEL_ORDER = tuple(LEVELS)

# Lines and columns without a meaning of their own: read on white and on the dark ground.
SERIES = ("#3A7AB3", "#D9681D", "#2A9D8F", "#B0852A", "#9A6BB0", "#8695A4", "#C2556B")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "x", "star", "cross")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

# "More of it" is a stronger tint of one blue over the page's own ground, so that a tile is right
# in light and dark without asking the server; even the strongest carries the page's text colour.
TINT = (58, 122, 179)
WEAKEST, STRONGEST = 0.05, 0.72
# Stands for the page's text colour: ui/style.css turns it into that, whatever the theme.
PAGE_INK = "#010203"

CHART_CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "locale": "zh-CN",
    "responsive": True,
}


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.1, 1 to 21; text needs 4.5."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """White or near black, whichever is read better on a patch of the colour."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, colour))


@cache
def under_white(colour: str) -> str:
    """The colour, darkened until white reads on it: what a pill of a table needs, on which
    Streamlit writes white unless the patch is very light."""
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    while luminance(colour) <= 0.5 and contrast(WHITE, colour) < READABLE:
        parts = [round(0.97 * part) for part in parts]
        colour = "#{:02X}{:02X}{:02X}".format(*parts)
    return colour


def look(name: str | None) -> LevelLook:
    """How a level is drawn; a level that is unknown is drawn as 信息不足."""
    return LEVELS.get(name or "", LEVELS[LEVEL_ORDER[-1]])


def level_label(name: str | None) -> str:
    """● 红"""
    return look(name).label


def tint(share: float) -> str:
    """Fill for a share of the largest value, 0 to 1."""
    red, green, blue = TINT
    return f"rgba({red},{green},{blue},{opacity(share):.2f})"


def opacity(share: float) -> float:
    return WEAKEST + (STRONGEST - WEAKEST) * share


RAMP = tuple(tint(step / 6) for step in range(7))  # the same tints as a colour scale


def layout(height: int, **more: Any) -> dict[str, Any]:
    """Manners every chart shares. Fonts, grid and text colours come from Streamlit's theme in the
    browser, so that a switch of light and dark needs no new figure."""
    manners = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "bargap": 0.28,
        "dragmode": False,
        "hoverlabel": {"font": {"size": 13, "family": FONT}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": None},
        "colorway": SERIES,
        "uniformtext": {"minsize": 11, "mode": "hide"},
        "separators": ".,",
    }
    return manners | more


def axis(title: str | None = None, **more: Any) -> dict[str, Any]:
    """A quiet axis: room for long Chinese names, no zoom by accident."""
    quiet = {"automargin": True, "fixedrange": True, "tickfont": {"size": 13}, "zeroline": False}
    named = {"title": {"text": title, "font": {"size": 13}}} if title else {"title": None}
    return quiet | named | more
