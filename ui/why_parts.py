"""Why a subject has its level: the red lines it met, its points, and the cells behind both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pipelines.queries import facility as ask
from pipelines.queries import knowledge
from ui import numbers, parts, sources
from ui.picking import pick
from ui.story import profile as story
from ui.story import reading
from ui.text import profile as text

if TYPE_CHECKING:
    from ui.profile_parts import Subject


def draw_floors(floors: pd.DataFrame, facts: dict) -> None:
    """The red lines met; a lower line on the same facts is only named."""
    first, lesser = reading.floors_apart(floors, knowledge.contained_floors())
    with parts.card(text.FLOORS_CARD):
        if floors.empty:
            st.caption(text.NO_FLOORS)
        for pair in story.in_pairs(first):
            for column, row in zip(st.columns(2), pair, strict=False):
                with column:
                    draw_floor(row)
        if len(lesser):
            st.caption(reading.lesser_words(lesser, knowledge.floor_names()))
        computed, level = facts["level_computed"], facts["level_by_rule"]
        if computed != level:
            labels = {"computed": story.badge(computed), "level": story.badge(level)}
            st.markdown(text.COMPUTED.format(**labels))


def draw_floor(row) -> None:
    name = parts.escape(knowledge.floor_names().get(row.rule, row.rule))
    waits = text.PENDING if getattr(row, "is_pending", False) else ""
    statutory = text.STATUTORY if row.is_statutory else waits
    st.markdown(
        text.FLOOR_LINE.format(level=story.badge(row.level), name=name, statutory=statutory)
    )
    evidence, basis = parts.escape(row.evidence), parts.escape(row.basis)
    st.caption(text.FLOOR_NOTE.format(evidence=evidence, basis=basis))


def draw_points(one: Subject, config: dict) -> None:
    """Every indicator with its points, the unknown as assumed; the one picked shows its cells."""
    known = story.counted(one.points)
    picked = pick(
        one.ctx,
        known,
        f"points-{one.facility_id}",
        title=text.POINTS_TABLE,
        columns=story.POINT_COLUMNS,
        headings=text.COLUMNS,
        hint=text.POINTS_HINT,
        rows=10,
        config=config,
    )
    total = numbers.score(known["points"].sum())
    st.caption(text.POINTS_SUM.format(n=len(known), sum=total))
    if picked:
        draw_origin(one, picked)


def draw_origin(one: Subject, point: dict) -> None:
    """The cells behind one indicator; the first, or the one picked, with its workbook row."""
    books = {"lead": ask.leads, "rectification": ask.tasks, "screening": ask.screenings}
    found = reading.origins(
        point["columns"],
        story.cells_in_words(ask.observations(*one.where)),
        {form: rows(*one.where) for form, rows in books.items()},
    )
    if found.empty:
        st.caption(text.NO_ORIGIN)
        return
    picked = pick(
        one.ctx,
        found,
        f"origin-{one.facility_id}-{point['indicator']}",
        title=text.ORIGIN_TABLE.format(name=parts.escape(point["indicator_name"])),
        columns=story.CELL_COLUMNS,
        headings=text.COLUMNS,
        hint=text.CELLS_HINT,
        rows=6,
    )
    chosen = picked or found.iloc[0].to_dict()
    sources.show(one.ctx, chosen, chosen["cell"])
