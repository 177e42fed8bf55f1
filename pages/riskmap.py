"""风险地图: which villages, by the measure a person chooses; a click filters the page."""

import streamlit as st

from pipelines.queries import riskmap as ask
from pipelines.queries import scope
from ui import charts, filters, help, maps, nothing, parts, tables
from ui import text as common
from ui.context import Context
from ui.story import riskmap as story
from ui.text import riskmap as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    villages = story.with_urgent(filters.labelled(ask.villages(*where)))
    if not (villages["facilities"].any() or ctx.filters.is_narrow):
        return nothing.show(ctx)
    sentence_place = st.container()
    measure = controls(ctx)
    rows = story.ordered(villages, measure)
    period = ctx.filters.period or scope.newest_period(ctx.build)
    chosen = story.chosen_sentence(villages, ctx.filters.villages)
    with sentence_place:
        parts.answer(chosen or story.sentence(rows, measure, period))
    left, right = st.columns([3, 2], gap="small")
    with left:
        draw_map(ctx, villages, rows, measure)
    with right:
        draw_bars(ctx, rows, measure)
    draw_rows(ctx, ask.subjects(*where))
    help.show("riskmap")


def controls(ctx: Context) -> story.Measure:
    """What colours the map, and the month."""
    left, right = st.columns([3, 2], gap="small", vertical_alignment="bottom")
    with left:
        code = st.segmented_control(
            text.MEASURE,
            list(story.MEASURES),
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
        text.MAP.format(measure=measure.label),
        maps.tile_map(story.tiles(villages, measure, ctx.filters.villages), height=story.HEIGHT),
        measure.unit,
        key="map",
        alt=text.MAP_ALT.format(measure=measure.label, list=story.listed(rows, measure)),
        note=common.SCHEMATIC,
        below=f"{legend}。{text.HINT}。",
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


def draw_rows(ctx: Context, subjects) -> None:
    if subjects.empty:
        return parts.empty(text.NO_SUBJECTS, common.NOTHING_MATCHES)
    where = filters.chosen_words(ctx.filters, ctx.build, ctx.person) or text.EVERYWHERE
    title = text.ROWS.format(where=where)
    tables.table(ctx, subjects, "map-rows", title=title, columns=story.COLUMNS, opens="profile")
