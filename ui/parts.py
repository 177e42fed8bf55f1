"""Parts that screens are made of: the answer on top, key figures, charts, empty states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go
import streamlit as st

from pipelines.queries.scope import past_end, run_info
from ui import links, numbers, text, theme
from ui.context import Context
from ui.sparkline import picture


@dataclass(frozen=True)
class Figure:
    """A key figure: what, how much (already in words), change in words, and where its rows are."""

    label: str
    value: str
    change: str | None = None  # "+3家", None = nothing to compare with
    is_worse: bool | None = None  # None = neither good nor bad
    trend: Sequence[float | None] = ()  # first to last, None where unknown
    page: str | None = None  # url_path of the page with its rows
    query: dict = field(default_factory=dict)  # filters for that page
    help: str | None = None


MARKUP = str.maketrans({letter: "\\" + letter for letter in "\\`*_[]<>#|~$:"})


def escape(words) -> str:
    """Text of the data inside Markdown: shown as written, never as markup."""
    return str(words).translate(MARKUP)


def answer(sentence: str) -> None:
    """The one sentence that answers the page's question; **bold** marks the figures."""
    with st.container(key="answer"):
        st.markdown(sentence)


def figures(items: Sequence[Figure], key: str) -> None:
    """A row of key figures, each with a link to the page that holds its rows."""
    with st.container(key=f"figures-{key}"):
        for cell, item in zip(st.columns(len(items), gap="small"), items, strict=True):
            with (
                cell,
                st.container(
                    border=True, height="stretch", gap="xsmall", vertical_alignment="distribute"
                ),
            ):
                one_figure(item)


def one_figure(item: Figure) -> None:
    colours = {None: "off", True: "inverse", False: "normal"}
    st.metric(
        item.label,
        item.value,
        delta=item.change if item.change else None,
        delta_color=colours[item.is_worse],
        delta_arrow=arrow(item.change),
        help=item.help,
    )
    if course := picture(item.trend):
        st.html(course)
    if item.page:
        links.link(item.page, **item.query)


def arrow(change: str | None) -> str:
    if not change:
        return "off"
    return {"+": "up", "−": "down"}.get(change[0], "off")


def chart(
    ctx: Context,
    title: str,
    figure: go.Figure | dict,
    unit: str,
    *,
    key: str,
    alt: str,
    note: str | None = None,
    below: str | None = None,
    on_click: Callable[[list], None] | None = None,
) -> None:
    """A chart with what it measures, in which unit, as of when. on_click gets the customdata of
    the clicked point ([] when the click lifted the choice) before the page is drawn again."""
    with st.container(border=True, height="stretch", gap="xsmall", key=f"chart-{key}"):
        chart_heading(ctx, title, unit, note)
        manners = {"width": "stretch", "key": key, "config": theme.CHART_CONFIG, "alt": alt}
        if on_click:
            # A new key once the filters moved: else the browser would keep the old choice and a
            # second click on the same place would say nothing.
            fresh = f"{key}-{hash(ctx.filters)}"
            manners |= {
                "key": fresh,
                "on_select": lambda: on_click(clicked(fresh)),
                "selection_mode": "points",
            }
        st.plotly_chart(figure, **manners)
        if below:
            st.caption(below)


def chart_heading(ctx: Context, title: str, unit: str, note: str | None = None) -> None:
    st.markdown(f"**{title}**")
    notes = [text.CHART_UNIT.format(unit=unit)]
    if ctx.build:
        notes.append(when(ctx))
    st.caption(text.FILTER_SPLIT.join(notes + ([note] if note else [])))


def when(ctx: Context) -> str:
    """Whose day the figures are: a past month says its own last day beside the day of the data."""
    as_of = numbers.day(run_info(ctx.build)["as_of"])
    end = past_end(ctx.build, ctx.filters.period)
    if end is None:
        return text.AS_OF.format(as_of=as_of)
    period = numbers.period(ctx.filters.period)
    return text.AS_OF_PAST.format(period=period, end=numbers.day(end), as_of=as_of)


def clicked(key: str) -> list:
    """customdata of the point a person clicked in the chart of this key."""
    points = st.session_state[key]["selection"]["points"]
    data = points[0].get("customdata") if points else None
    return [data] if isinstance(data, str) else list(data or [])


def card(title: str, note: str | None = None):
    """A bordered box with a heading; use as a context manager."""
    box = st.container(border=True, height="stretch", gap="small")
    box.markdown(f"**{title}**")
    if note:
        box.caption(note)
    return box


def empty(words: str, cure: str | None = None) -> None:
    """Nothing to show, and what to do next."""
    with st.container(border=True):
        st.markdown(f":material/inbox: **{words}**")
        if cure:
            st.markdown(cure)


def nothing_matches() -> None:
    empty(text.NO_ROWS, text.NOTHING_MATCHES)


def no_build() -> None:
    with st.container(border=True):
        st.markdown(f":material/inbox: **{text.NO_BUILD_TITLE}**")
        st.markdown(text.NO_BUILD)
        links.link("importing", text.TO_IMPORT)


def all_well(title: str, words: str) -> None:
    """A box whose list is empty because everything is in order."""
    st.markdown(f"**{title}**")
    st.markdown(f":material/check_circle: {words}")
