"""The filters in the sidebar (in a district the town, too). They live in the address, so a view
can be sent as a link."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from pipelines.queries import knowledge, scope
from pipelines.queries.scope import Filters, Person
from ui import numbers, text, theme
from ui.context import Context

KEYS = ("month", "town", "village", "sector", "level")
BOUND = {"bind": "query-params", "persist_state": "session"}


def sidebar(build: Path, person: Person) -> Filters:
    """Draw the filters and say what was chosen."""
    with st.sidebar, st.container(key="filters", gap="xsmall"):
        period = month_box(scope.periods(build))
        towns = town_box(build)
        names = village_names(build, person, towns)
        villages = choice(text.VILLAGE, "village", list(names), text.ALL_VILLAGES)
        sectors = choice(text.SECTOR, "sector", scope.sectors(build), text.ALL_SECTORS)
        levels = choice(text.LEVEL, "level", theme.LEVEL_ORDER, text.ALL_LEVELS)
    codes = tuple(names[v] for v in villages)
    return Filters(period, codes, tuple(sectors), tuple(levels), towns)


def town_box(build: Path) -> tuple[str, ...]:
    """The towns of a district to choose from; codes of the chosen ones. Nothing in a town."""
    codes = town_codes(build)
    if len(codes) < 2:
        return ()
    chosen = choice(text.TOWN, "town", list(codes), text.ALL_TOWNS, on_change=forget_villages)
    return tuple(codes[name] for name in chosen)


def town_codes(build: Path) -> dict[str, str]:
    rows = scope.towns(build)
    return dict(zip(rows["town"], rows["town_code"], strict=True))


def forget_villages() -> None:
    """Other towns, other villages to choose from."""
    st.session_state["village"] = []


def month_box(periods: list[str]) -> str | None:
    """The month as words: the address shows what the box shows, ?month=2026年11月."""
    words = {numbers.period(code): code for code in periods}
    return words.get(st.selectbox(text.MONTH, list(words), key="month", **BOUND))


def month_slider(ctx: Context, label: str) -> None:
    """The month again, as a slider on the page: it moves the sidebar's month."""
    months = scope.periods(ctx.build)[::-1]
    if len(months) < 2:
        return
    st.session_state["month-slider"] = ctx.filters.period or months[-1]
    st.select_slider(
        label, months, format_func=numbers.period, key="month-slider", on_change=take_month
    )


def take_month() -> None:
    st.session_state["month"] = numbers.period(st.session_state["month-slider"])


def choice(label: str, key: str, options, everything: str, **more) -> list[str]:
    return st.multiselect(
        label,
        options,
        key=key,
        placeholder=everything,
        select_all=False,
        **BOUND,
        **more,
    )


def village_names(build: Path, person: Person, towns: tuple[str, ...] = ()) -> dict[str, str]:
    """Label → code, labels as labelled() makes them; of the given towns, else of all."""
    rows = labelled(scope.villages(build, person))
    if towns:
        rows = rows[rows["town_code"].isin(towns)]
    return dict(zip(rows["village"], rows["village_code"], strict=True))


def labelled(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of villages with names told apart: two of one name get their code behind it. What stands
    on a map, in a filter and in the address is the same label."""
    alike = rows["village"].duplicated(keep=False)
    return rows.assign(
        village=rows["village"].where(~alike, rows["village"] + " " + rows["village_code"])
    )


def said(ctx: Context, unfiltered: tuple[str, ...] = ()) -> None:
    """What is filtered, under the title of every screen, with the way out of it. unfiltered:
    filters this screen does not obey. The place is kept when nothing is filtered: were it not, the
    browser would draw everything below it anew at the first filter."""
    place = st.container(key="filtered", horizontal=True, vertical_alignment="center", gap="small")
    if ctx.filters.is_narrow:
        with place:
            say(ctx, unfiltered)


def say(ctx: Context, unfiltered: tuple[str, ...]) -> None:
    words = text.FILTERED.format(what=chosen_words(ctx.filters, ctx.build, ctx.person))
    chosen = ctx.filters
    values = (chosen.towns, chosen.villages, chosen.sectors, chosen.levels)
    labels = (text.TOWN, text.VILLAGE, text.SECTOR, text.LEVEL)
    named = zip(KEYS[1:], labels, values, strict=True)
    if deaf := [name for key, name, values in named if values and key in unfiltered]:
        words += text.UNFILTERED.format(which=text.FILTER_JOIN.join(deaf))
    st.markdown(f":material/filter_alt: {words}", width="content")
    st.button(text.CLEAR_FILTERS, on_click=clear, type="tertiary", icon=":material/close:")


def clear() -> None:
    for key in KEYS[1:]:
        st.session_state[key] = []


def pick_village(picked: list) -> None:
    """Filter by a clicked village (in a district by its town); the same click again lifts the
    filter (for callbacks)."""
    toggle(place_key(picked), picked[:1])


def by_place(ctx: Context, words: str) -> str:
    """The words with 镇街 for 村（社区）where the screen goes by town."""
    is_town = ctx.build is not None and scope.shows_towns(ctx.build, ctx.filters)
    return words.replace(text.VILLAGE, text.TOWN) if is_town else words


def place_key(picked: list) -> str:
    """Which filter a clicked place belongs to."""
    towns = {one.name for one in knowledge.region().towns}
    return "town" if picked and picked[0] in towns else "village"


def set_village(name: str | None) -> None:
    """The same for one place's name; None lifts the filter."""
    pick_village([name] if name else [])


def toggle(key: str, wanted: list) -> None:
    st.session_state[key] = [] if st.session_state.get(key) == wanted else wanted


def pick_sector(picked: list) -> None:
    """Filter by a clicked sector; the same click again lifts the filter."""
    toggle("sector", picked[:1])


def set_cell(picked: list) -> None:
    """Filter by a clicked cell of a village × sector matrix; [] lifts both."""
    village, _, sector = picked[0].partition("|") if picked else ("", "", "")
    wanted = {place_key([village]): [village], "sector": [sector]}
    is_lifted = not picked or all(st.session_state.get(k) == v for k, v in wanted.items())
    for key, values in wanted.items():
        st.session_state[key] = [] if is_lifted else values


def chosen_words(filters: Filters, build: Path, person: Person) -> str:
    """What is filtered, in words: 曙光村、龙塘村 · 养老服务 · ● 红. Empty when nothing is."""
    names = {code: name for name, code in village_names(build, person).items()}
    towns = {code: name for name, code in town_codes(build).items()}
    groups = (
        [towns.get(code, code) for code in filters.towns],
        [names.get(code, code) for code in filters.villages],
        filters.sectors,
        [theme.level_label(level) for level in filters.levels],
    )
    return text.FILTER_SPLIT.join(text.FILTER_JOIN.join(group) for group in groups if group)
