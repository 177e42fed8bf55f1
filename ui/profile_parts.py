"""The six views of one subject: why, course, handling, links, cells, questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from pipelines.queries import facility as ask
from pipelines.queries import knowledge
from ui import (
    case_parts,
    charts_profile,
    key_parts,
    links,
    numbers,
    parts,
    sources,
    tables,
    why_parts,
)
from ui.context import Context
from ui.picking import pick
from ui.story import profile as story
from ui.text import profile as text

TOP_INDICATORS = 9
FORMATS = {
    "points": "%.2f",
    "risk_0_100": "%.0f",
    "weight_pct": "%.1f%%",
    "weight_full_pct": "%.1f%%",
    "promised_return_pct": "%.1f%%",
    **dict.fromkeys(story.CHANGE_PARTS, "%+.1f"),
}
NUMBERS = {name: st.column_config.NumberColumn(text.COLUMNS[name], format=shown)
           for name, shown in FORMATS.items()}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What the views of one subject share."""

    ctx: Context
    facility_id: str
    facts: dict
    points: pd.DataFrame  # contributions in words
    tasks: pd.DataFrame

    @property
    def where(self) -> tuple[Path, str | None, object, str]:
        return self.ctx.build, self.ctx.filters.period, self.ctx.person, self.facility_id

    def table(self, frame: pd.DataFrame, key: str, title: str, columns: list[str], **more) -> None:
        tables.table(
            self.ctx,
            frame,
            f"{key}-{self.facility_id}",
            title=title,
            columns=[c for c in columns if c in frame.columns],
            headings=text.COLUMNS,
            config=NUMBERS,
            **more,
        )


def draw_why(one: Subject) -> None:
    """The score with its points, the floors it hit, every indicator."""
    colours = charts_profile.colour_of(list(knowledge.dimension_names().values()))
    left, right = st.columns([2, 3], gap="small")
    with left:
        draw_waterfall(one, colours)
    with right:
        draw_indicators(one, colours)
    why_parts.draw_floors(ask.floors(*one.where), one.facts)
    why_parts.draw_points(one, NUMBERS)


def draw_waterfall(one: Subject, colours: dict) -> None:
    dimensions = story.dimensions_in_words(ask.dimensions(*one.where))
    parts.chart(
        one.ctx,
        text.WATERFALL,
        charts_profile.waterfall(dimensions, colours),
        text.POINTS_UNIT,
        key="waterfall",
        alt=text.WATERFALL_ALT,
        note=text.WATERFALL_NOTE,
    )


def draw_indicators(one: Subject, colours: dict) -> None:
    known, total = story.counted(one.points), numbers.score(one.points["points"].sum())
    note = text.INDICATORS_NOTE.format(n=len(known), sum=total, assumed=text.ASSUMED)
    parts.chart(
        one.ctx,
        text.INDICATORS,
        charts_profile.indicator_bars(known[known["points"] > 0].head(TOP_INDICATORS), colours),
        text.POINTS_UNIT,
        key="indicators",
        alt=text.INDICATORS_ALT,
        note=note,
    )


def draw_course(one: Subject) -> None:
    history = ask.history(*one.where)
    left, right = st.columns([3, 2], gap="small")
    with left:
        parts.chart(
            one.ctx,
            text.COURSE,
            charts_profile.course(history),
            text.POINTS_UNIT,
            key="course",
            alt=text.COURSE_ALT,
            note=text.COURSE_NOTE,
        )
    with right:
        parts.chart(
            one.ctx,
            text.SPLIT,
            charts_profile.change_split(history, story.CHANGE_PARTS),
            text.POINTS_UNIT,
            key="split",
            alt=text.SPLIT_ALT,
            note=text.SPLIT_NOTE,
        )
    newest = story.with_interval(history).iloc[::-1]
    one.table(newest, "months", text.COURSE_TABLE, story.COURSE_COLUMNS)


def draw_work(one: Subject) -> None:
    key_parts.draw(one.ctx, one.facility_id)
    case_parts.offer_handing_out(one.ctx, one.facility_id)
    if one.tasks.empty:
        parts.all_well(text.TASKS_TABLE, text.NO_TASKS)
    else:
        one.table(one.tasks, "tasks", text.TASKS_TABLE, story.TASK_COLUMNS, rows=6)
    leads = ask.leads(*one.where)
    if leads.empty:
        parts.all_well(text.LEADS, text.NO_LEADS)
    else:
        one.table(leads, "leads", text.LEADS, story.LEAD_COLUMNS, rows=6)
    visits = story.yes_no_words(ask.screenings(*one.where))
    if visits.empty:
        return parts.empty(text.NO_SCREENINGS, text.NO_SCREENINGS_CURE)
    one.table(visits, "visits", text.SCREENINGS, story.SCREENING_COLUMNS, rows=12)
    draw_versions(one, len(visits))


def draw_versions(one: Subject, current: int) -> None:
    """Older versions of corrected visits stay readable."""
    versions = story.yes_no_words(ask.screening_versions(*one.where))
    if len(versions) <= current:
        return
    with st.expander(text.VERSIONS.format(n=len(versions)), icon=":material/history:"):
        one.table(
            versions, "versions", text.VERSIONS_TABLE, ["is_current", *story.SCREENING_COLUMNS]
        )


def draw_cells(one: Subject) -> None:
    """Every value of the month with its cell; a selected one opens the original row."""
    rows = story.cells_in_words(ask.observations(*one.where))
    if rows.empty:
        return parts.empty(text.NO_CELLS, text.NO_SCREENINGS_CURE)
    picked = pick(
        one.ctx,
        rows,
        f"cells-{one.facility_id}",
        title=text.CELLS_TABLE,
        columns=story.CELL_COLUMNS,
        headings=text.COLUMNS,
        hint=text.CELLS_HINT,
    )
    if picked:
        sources.show(one.ctx, picked, picked["cell"])


def draw_questions(one: Subject) -> None:
    rows = story.questions(one.points)
    if rows.empty:
        return parts.all_well(text.ASK_TABLE, text.ALL_KNOWN)
    facts = one.facts
    low, high = numbers.score(facts["score_low"]), numbers.score(facts["score_high"])
    st.markdown(text.ASK_ANSWER.format(n=len(rows), low=low, high=high))
    one.table(rows, "questions", text.ASK_TABLE, story.ASK_COLUMNS, rows=14)
    links.link("quality")
