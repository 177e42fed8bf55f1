"""Charts of one subject: what its score is made of, how it moved, whom it is linked to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, text, theme
from ui.charts import ROW_HEIGHT, figure, months_short
from ui.text import profile as words

DIMENSION_COLOURS = ("#3A74A6", "#2A9D8F", "#8A5A9E", "#C77D2A", "#66717F", "#A65663")
BAND = "rgba(58,116,166,0.18)"


def colour_of(dimensions: Sequence[str]) -> dict[str, str]:
    """A steady colour per dimension, in the catalogue's order."""
    return dict(zip(dimensions, DIMENSION_COLOURS * 2, strict=False))


def waterfall(dimensions: pd.DataFrame, colours: Mapping[str, str]) -> go.Figure:
    """Bars that start where the last one ended and sum to the score.
    dimensions: dimension_name, points."""
    points = dimensions["points"].fillna(0)
    total = float(points.sum())
    starts = [*(points.cumsum() - points), 0.0]
    values = [*points, total]
    names = [*dimensions["dimension_name"], words.TOTAL]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": values,
        "base": starts,
        "text": [numbers.score(v) for v in values],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 13},
        "marker": {"color": [colours.get(n, theme.BLUE) for n in names[:-1]] + [theme.GREY]},
        "hovertemplate": f"%{{y}} %{{x:.1f}}{words.POINTS_UNIT}<extra></extra>",
    }
    layout = theme.layout(
        48 + 38 * len(names),
        xaxis=theme.axis(visible=False, range=[0, max(total, 1) * 1.14]),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        showlegend=False,
    )
    return figure([bars], layout)


def indicator_bars(rows: pd.DataFrame, colours: Mapping[str, str]) -> go.Figure:
    """The indicators that add most, coloured by dimension.
    rows: indicator_name, dimension_name, points, value_words."""
    traces = [
        indicator_group(name, rows[rows["dimension_name"] == name], colour)
        for name, colour in colours.items()
        if (rows["dimension_name"] == name).any()
    ]
    order = rows["indicator_name"].tolist()
    reach = float(rows["points"].max() or 1) * 1.5
    layout = theme.layout(
        72 + ROW_HEIGHT * max(len(rows), 2),
        barmode="overlay",
        xaxis=theme.axis(visible=False, range=[0, reach]),
        yaxis=theme.axis(
            type="category",
            categoryorder="array",
            categoryarray=order[::-1],
            ticksuffix="  ",
        ),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    return figure(traces, layout)


def indicator_group(name: str, rows: pd.DataFrame, colour: str) -> dict:
    shown = [
        f"{points:.1f}　{value}"
        for points, value in zip(rows["points"], rows["value_words"], strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": rows["indicator_name"].tolist(),
        "x": rows["points"].tolist(),
        "text": shown,
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 13},
        "marker": {"color": colour},
        "hovertemplate": f"%{{y}}（{name}）<br>%{{x:.2f}}{words.POINTS_UNIT}<extra></extra>",
    }


def course(history: pd.DataFrame) -> go.Figure:
    """The score by month inside its interval, each month marked by its level."""
    months = history["period"].tolist()
    looks = [theme.LEVELS.get(level, theme.LEVELS[theme.LEVEL_ORDER[-1]])
             for level in history["level"]]  # fmt: skip
    band = {
        "type": "scatter",
        "mode": "lines",
        "x": months + months[::-1],
        "y": history["score_high"].tolist() + history["score_low"].tolist()[::-1],
        "fill": "toself",
        "fillcolor": BAND,
        "line": {"width": 0},
        "name": words.BAND,
        "hoverinfo": "skip",
    }
    ranks = zip(looks, history["rank"], strict=True)
    line = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": months,
        "y": history["score"].tolist(),
        "name": words.SCORE,
        "text": [numbers.score(v) for v in history["score"]],
        "textposition": "top center",
        "textfont": {"size": 12},
        "line": {"width": 2.4, "color": theme.BLUE},
        "marker": {"size": 13, "color": [look.colour for look in looks],
                   "line": {"width": 1.5, "color": "#FFFFFF"}},
        "customdata": [
            [look.label, words.RANK_VALUE.format(rank=numbers.count(rank))] for look, rank in ranks
        ],
        "hovertemplate": "%{x} %{y:.1f} %{customdata[0]} %{customdata[1]}<extra></extra>",
    }  # fmt: skip
    return figure(
        [band, line], month_layout(history, range=[0, 104], tickvals=[0, 25, 50, 75, 100])
    )


def month_layout(rows: pd.DataFrame, **yaxis) -> dict:
    months = rows["period"].tolist()
    shown = months_short(rows.set_index("period"))
    return theme.layout(
        280,
        xaxis=theme.axis(type="category", tickvals=months, ticktext=shown),
        yaxis=theme.axis(**yaxis),
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )


def change_split(history: pd.DataFrame, parts: Mapping[str, str]) -> go.Figure:
    """Each month's change in its parts; they sum to the change. parts: column → name."""
    colours = (theme.BLUE, "#C77D2A", "#8695A4")
    traces = [
        {
            "type": "bar",
            "name": name,
            "x": history["period"].tolist(),
            "y": history[column].tolist(),
            "marker": {"color": colour},
            "hovertemplate": f"%{{x}} {name} %{{y:+.2f}}{words.POINTS_UNIT}<extra></extra>",
        }
        for (column, name), colour in zip(parts.items(), colours, strict=True)
    ]
    layout = month_layout(history, zeroline=True)
    return figure(traces, layout | {"barmode": "relative"})


def network(links: pd.DataFrame, facility_id: str, kinds: Mapping[str, str]) -> go.Figure:
    """The subject in the middle, its neighbours around it, their neighbours further out."""
    nodes = node_table(links, facility_id)
    places = ring_places(links, facility_id)
    edges = unique_edges(links)
    traces = [edge_lines(edges, places), edge_words(edges, places, kinds)]
    reach = max(abs(y) for _, y in places.values()) + 0.35
    layout = theme.layout(
        int(150 * (reach + 0.4)),
        showlegend=False,
        xaxis=theme.axis(visible=False, range=[-2.9, 2.9]),
        yaxis=theme.axis(visible=False, range=[-reach - 0.25, reach]),
    )
    return figure([*traces, node_marks(nodes, places)], layout)


def node_table(links: pd.DataFrame, facility_id: str) -> pd.DataFrame:
    """facility_id, name, level of every subject in the links, the own one first."""
    ends = {
        "facility_id": [*links["facility_id"], *links["related_facility_id"]],
        "name": [*links["facility_name"], *links["related_name"]],
        "level": [*links["level"], *links["related_level"]],
    }
    nodes = pd.DataFrame(ends).drop_duplicates("facility_id")
    return nodes.sort_values("facility_id", key=lambda ids: ids != facility_id, kind="stable")


def unique_edges(links: pd.DataFrame) -> pd.DataFrame:
    """One row per pair: a, b and the kinds that join them."""
    pairs = [tuple(sorted(p)) for p in zip(links["facility_id"], links["related_facility_id"],
                                           strict=True)]  # fmt: skip
    edges = links.assign(a=[a for a, _ in pairs], b=[b for _, b in pairs])
    return edges.groupby(["a", "b"], as_index=False)["kind"].agg(lambda k: sorted(set(k)))


def ring_places(links: pd.DataFrame, facility_id: str) -> dict[str, tuple[float, float]]:
    """Where each subject stands: steady for the same links, no randomness."""
    near = sorted(set(links.loc[links["facility_id"] == facility_id, "related_facility_id"]))
    far = sorted(set(links["related_facility_id"]) | set(links["facility_id"]))
    far = [name for name in far if name != facility_id and name not in near]
    if len(near) == 1 and not far:
        return {facility_id: (-1.2, 0.0), near[0]: (1.2, 0.0)}
    return (
        {facility_id: (0.0, 0.0)}
        | around(near, 0.95, turn=0.0)
        | around(far, 1.25, turn=math.pi / max(len(far), 1))
    )


def around(names: Sequence[str], radius: float, turn: float) -> dict[str, tuple[float, float]]:
    step = 2 * math.pi / max(len(names), 1)
    return {
        name: (1.75 * radius * math.cos(turn + i * step), radius * math.sin(turn + i * step))
        for i, name in enumerate(names)
    }


def edge_lines(edges: pd.DataFrame, places: Mapping) -> dict:
    xs, ys = [], []
    for a, b in zip(edges["a"], edges["b"], strict=True):
        xs += [places[a][0], places[b][0], None]
        ys += [places[a][1], places[b][1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": theme.GREY, "width": 1.6},
        "hoverinfo": "skip",
    }


def edge_words(edges: pd.DataFrame, places: Mapping, kinds: Mapping[str, str]) -> dict:
    ends = [(places[a], places[b]) for a, b in zip(edges["a"], edges["b"], strict=True)]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [(a[0] + b[0]) / 2 for a, b in ends],
        "y": [(a[1] + b[1]) / 2 + 0.08 for a, b in ends],
        "text": [text.FILTER_JOIN.join(kinds.get(k, k) for k in found) for found in edges["kind"]],
        "textfont": {"size": 12},
        "hoverinfo": "skip",
    }


def node_marks(nodes: pd.DataFrame, places: Mapping) -> dict:
    looks = [
        theme.LEVELS.get(level, theme.LEVELS[theme.LEVEL_ORDER[-1]]) for level in nodes["level"]
    ]
    sizes = [34] + [24] * (len(nodes) - 1)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [places[i][0] for i in nodes["facility_id"]],
        "y": [places[i][1] for i in nodes["facility_id"]],
        "text": [f"{look.mark} {name}" for look, name in zip(looks, nodes["name"], strict=True)],
        "textposition": "bottom center",
        "textfont": {"size": 13},
        "marker": {"size": sizes, "color": [look.colour for look in looks],
                   "opacity": 1, "line": {"width": 2, "color": "#FFFFFF"}},
        "customdata": nodes["facility_id"].tolist(),
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
