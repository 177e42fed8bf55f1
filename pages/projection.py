"""会议投屏: the whole window, one question a slide; keys and clock run in the browser."""

from dataclasses import replace

from pipelines.queries import monthly as ask_reports
from pipelines.queries import overview as ask
from pipelines.queries import projection as ask_more
from pipelines.queries import riskmap as ask_map
from pipelines.queries import scope
from pipelines.queries import sectors as ask_sectors
from ui import nothing, numbers, stage
from ui import text as common
from ui.context import Context
from ui.story import overview, riskmap, sectors
from ui.story import projection as story
from ui.text import projection as text


def render(ctx: Context) -> None:
    ctx = replace(ctx, person=scope.for_the_wall(ctx.person))
    slides = make_slides(ctx)
    if not slides:
        return nothing.show(ctx)
    stage.show(slides, stage_words(ctx))
    stage.keep_fresh(ctx.build)


def make_slides(ctx: Context) -> list[dict]:
    where = (ctx.build, ctx.filters, ctx.person)
    months = ask.months(*where)
    now = overview.this_month(months, ctx)
    if now.empty:
        return []
    top, overdue, missing = ask.top(*where), ask.overdue(*where), ask.unreported(*where)
    reported, submissions = ask.reported(*where), ask_reports.month(*where)
    period, by_sector = now["period"].iloc[0], ask_sectors.by_sector(*where)
    figures = overview.key_figures(ctx, months, overdue, missing, reported)
    return [
        story.overall(months, now, top, figures),
        story.by_village(riskmap.with_urgent(ask_map.villages(*where))),
        story.by_sector(by_sector, sectors.sentence(by_sector, period)),
        story.top(top),
        story.rectification(ask_more.tasks(*where), overdue),
        story.reports(submissions, period),
        story.decide(ask_more.statutory(*where), top, overdue, submissions),
    ]


def stage_words(ctx: Context) -> dict:
    info = scope.run_info(ctx.build)
    stamp = text.STAMP.format(app=common.APP, as_of=numbers.day(info["as_of"]))
    sample = text.SAMPLE if info["is_sample"] else ""
    return {"stamp": stamp, "sample": sample, "help": text.HELP, "paused": text.PAUSED}
