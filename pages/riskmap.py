"""风险地图: which villages, by the measure a person chooses; a click filters the page."""

from dataclasses import replace

import streamlit as st

from pipelines.queries import riskmap as ask
from pipelines.queries import scope
from pipelines.queries import tuning as ask_tuning
from ui import charts, filters, help, maps, nothing, parts, standing_parts, tables
from ui import text as common
from ui.context import Context
from ui.story import riskmap as story
from ui.story.standing import with_counts
from ui.text import riskmap as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    sure = ask_tuning.standing(ctx.build, replace(ctx.filters, villages=()), ctx.person)
    villages = with_counts(story.with_urgent(filters.labelled(ask.villages(*where))), sure)
    if not (villages["facilities"].any() or ctx.filters.is_narrow):
        return nothing.show(ctx)
    sentence_place = st.container()
    measure = controls(ctx, story.measures_of(villages))
    rows = story.ordered(villages, measure)
    period = ctx.filters.period or scope.newest_period(ctx.build)
    chosen = story.chosen_sentence(villages, ctx.filters.villages)
    with sentence_place:
        parts.answer(filters.by_place(ctx, chosen or story.sentence(rows, measure, period)))
    left, right = st.columns([3, 2], gap="small")
    with left:
        draw_map(ctx, villages, rows, measure)
    with right:
        draw_bars(ctx, rows, measure)
    draw_rows(ctx, ask.subjects(*where), sure)
    help.show("riskmap")


def controls(ctx: Context, measures: list[str]) -> story.Measure:
    """What colours the map, and the month."""
    left, right = st.columns([11, 4], gap="small", vertical_alignment="bottom")
    with left:
        code = st.segmented_control(
            text.MEASURE,
            measures,
            default="urgent",
            format_func=text.MEASURES.get,
            key="measure",
            required=True,
        )
    with right:
        filters.month_slider(ctx, text.MONTH_SLIDER)
    return story.MEASURES[code or "urgent"]


def draw_map(ctx: Context, villages, rows, measure: story.Measure) -> None:
    legend = text.LEGEND.format(few=story.FEW_ELDERLY) if measure.is_rate else text.LEGEND_PLAIN
    parts.chart(
        ctx,
        filters.by_place(ctx, text.MAP.format(measure=measure.label)),
        maps.tile_map(story.tiles(villages, measure, ctx.filters.villages), height=story.HEIGHT),
        measure.unit,
        key="map",
        alt=text.MAP_ALT.format(measure=measure.label, list=story.listed(rows, measure)),
        note=common.SCHEMATIC,
        below=filters.by_place(ctx, f"{legend}。{text.HINT}。"),
        on_click=filters.pick_village,
    )


def draw_bars(ctx: Context, rows, measure: story.Measure) -> None:
    shown = rows.head(story.MOST_BARS)
    colours = story.bar_colours(shown, ctx.filters.villages)
    figure = charts.bars(
        shown, "village", measure.column, measure.shown, colours=colours, height=story.HEIGHT
    )
    parts.chart(
        ctx,
        story.bars_title(rows, measure),
        figure,
        measure.unit,
        key="village-bars",
        alt=text.BARS_ALT.format(measure=measure.label, list=story.listed(rows, measure)),
        on_click=filters.pick_village,
    )


def draw_rows(ctx: Context, subjects, sure) -> None:
    if subjects.empty:
        return parts.empty(text.NO_SUBJECTS, common.NOTHING_MATCHES)
    where = filters.chosen_words(ctx.filters, ctx.build, ctx.person) or text.EVERYWHERE
    title = text.ROWS.format(where=where)
    rows = standing_parts.choose(subjects, sure)
    columns = [name for name in story.COLUMNS if name in rows]
    tables.table(ctx, rows, "map-rows", title=title, columns=columns, rows=7,
                 opens="profile", lines=4)  # fmt: skip
