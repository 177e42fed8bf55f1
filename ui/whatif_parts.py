"""What would take one subject to a lower level: a view of 单位画像."""

from __future__ import annotations

import streamlit as st

from models.descent import DAYS_APART
from pipelines.queries import whatif as ask
from ui import parts, tables
from ui.profile_parts import Subject
from ui.story import whatif as story
from ui.text import lines as line_words
from ui.text import whatif as text


def draw_whatif(one: Subject) -> None:
    """The cheapest measures first; where nothing helps, why not."""
    level = one.facts["level_by_facts"]
    if one.facts["level_by_rule"] != one.facts["level"]:
        st.info(text.OVERRIDDEN, icon=":material/person:")
    if one.facts["is_statutory"]:
        st.info(line_words.MEASURES, icon=":material/gavel:")
    if one.facts["level_held"]:
        st.info(parts.escape(one.facts["held_reason"]), icon=":material/hourglass:")
    targets = story.targets(level)
    if not targets:
        known = level in story.colours()
        return parts.all_well(text.TAB, text.LOWEST if known else text.TOO_LITTLE)
    target = choose(targets, one.facility_id)
    leave = targets[target]
    found = ask.ways_down(
        one.ctx.build, one.facts["period"], one.ctx.person, one.facility_id, leave
    )
    if found is None:
        return
    st.markdown(story.answer(found, target, leave))
    if found.answer.plans and story.falls_by_steps(level):
        st.caption(text.BY_STEPS.format(days=DAYS_APART))
    draw_plans(found.answer.plans)
    draw_useful(one, found)


def choose(targets: dict, facility_id: str) -> str:
    if len(targets) == 1:
        return next(iter(targets))
    return st.segmented_control(
        text.TARGET,
        list(targets),
        default=next(iter(targets)),
        required=True,
        key=f"target-{facility_id}",
    )


def draw_plans(plans) -> None:
    for column, (number, plan) in zip(st.columns(3, gap="small"), enumerate(plans), strict=False):
        with column, st.container(border=True, height="stretch", gap="small"):
            st.markdown(story.plan_head(number, plan))
            for measure in plan.measures:
                head, below = story.measure_lines(measure)
                st.markdown(head)
                st.caption(below)


def draw_useful(one: Subject, found: ask.WhatIf) -> None:
    known = ask.measures()
    if found.answer.useful:
        tables.table(
            one.ctx,
            story.measure_rows(found.answer.useful),
            f"measures-{one.facility_id}",
            title=text.USEFUL,
            columns=story.MEASURE_COLUMNS,
            headings=text.COLUMNS,
            rows=8,
        )
    st.caption(text.NOTE.format(note=known.cost_note, standing=known.cost_standing))
