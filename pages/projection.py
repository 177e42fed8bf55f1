"""会议投屏: the whole window, one question (or one village) a slide; keys and clock run in the
browser."""

from dataclasses import replace

import streamlit as st

from pipelines.queries import monthly as ask_reports
from pipelines.queries import overview as ask
from pipelines.queries import projection as ask_more
from pipelines.queries import rectification as ask_tasks
from pipelines.queries import riskmap as ask_map
from pipelines.queries import scope
from pipelines.queries import sectors as ask_sectors
from ui import filters, nothing, parts, stage
from ui import text as common
from ui.context import Context
from ui.story import overview, riskmap, sectors, villages
from ui.story import projection as story
from ui.text import projection as text


def render(ctx: Context) -> None:
    ctx = replace(ctx, person=scope.for_the_wall(ctx.person))
    is_by_village = st.query_params.get(stage.PLAY) == stage.VILLAGES
    slides = village_slides(ctx) if is_by_village else make_slides(ctx)
    if not slides:
        st.title(common.PAGES["projection"][0], anchor=False)
        filters.said(ctx)
        return nothing.show(ctx)
    chosen = filters.chosen_words(ctx.filters, ctx.build, ctx.person)
    slides = story.scoped(slides, chosen)
    stage.show(slides, stage_words(ctx, is_by_village), is_by_village)
    stage.keep_fresh(ctx.newest or ctx.build)


def make_slides(ctx: Context) -> list[dict]:
    where = (ctx.build, ctx.filters, ctx.person)
    months = ask.months(*where)
    now = overview.this_month(months, ctx)
    if now.empty:
        return []
    top, overdue, missing = ask.top(*where), ask.overdue(*where), ask.unreported(*where)
    reported, submissions = ask.reported(*where), ask_reports.month(*where)
    period, by_sector = now["period"].iloc[0], ask_sectors.by_sector(*where)
    figures = overview.key_figures(months, overdue, missing, reported, ask.courses(*where))
    return [
        story.overall(months, now, top, figures),
        story.by_village(riskmap.with_urgent(ask_map.villages(*where))),
        story.by_sector(by_sector, sectors.sentence(by_sector, period)),
        story.top(top),
        story.rectification(ask_more.tasks(*where), overdue),
        story.reports(submissions, period),
        story.decide(ask_more.statutory(*where), top, overdue, submissions),
    ]


def village_slides(ctx: Context) -> list[dict]:
    """The same month, village by village (only the chosen ones when some are)."""
    where = (ctx.build, ctx.filters, ctx.person)
    subjects = ask_map.subjects(*where)
    if subjects.empty:
        return []
    earlier = scope.period_before(ctx.build, ctx.filters.period)
    before = replace(ctx.filters, period=earlier)
    now, chosen = ask_map.villages(*where), ctx.filters.villages
    return villages.slides(
        now[now["village_code"].isin(chosen)] if chosen else now,
        ask_map.villages(ctx.build, before, ctx.person) if earlier else None,
        subjects,
        ask_tasks.tasks(*where),
        ask_reports.month(*where),
    )


def stage_words(ctx: Context, is_by_village: bool = False) -> dict:
    info = scope.run_info(ctx.build)
    stamp = text.STAMP.format(app=common.APP, when=parts.when(ctx))
    sample = text.SAMPLE if info["is_sample"] else ""
    keys = text.HELP_VILLAGES if is_by_village else text.HELP
    return {"stamp": stamp, "sample": sample, "help": keys, "paused": text.PAUSED}
