"""行业分布: sector by village, people and money by sector, months; a click filters the page."""

import streamlit as st

from pipelines.queries import riskmap as ask_rows
from pipelines.queries import scope
from pipelines.queries import sectors as ask
from ui import charts, filters, help, maps, nothing, numbers, parts, tables
from ui import text as common
from ui.context import Context
from ui.story import sectors as story
from ui.text import sectors as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    by_sector = ask.by_sector(*where)
    if by_sector.empty:
        return nothing.show(ctx)
    parts.answer(story.sentence(by_sector, ctx.filters.period or scope.newest_period(ctx.build)))
    code = st.segmented_control(
        text.MEASURE,
        list(story.MEASURES),
        default="facilities",
        format_func=text.MEASURES.get,
        key="sector-measure",
        required=True,
    )
    measure = story.MEASURES[code or "facilities"]
    draw_matrix(ctx, ask.matrix(*where), measure)
    draw_sums(ctx, by_sector)
    draw_trend(ctx, ask.months(*where), measure)
    draw_rows(ctx, ask_rows.subjects(*where))
    help.show("sectors")


def draw_matrix(ctx: Context, cells, measure: story.SectorMeasure) -> None:
    villages = list(cells["village"].drop_duplicates())
    names = story.by_size(cells)
    chosen = (set(cells["village"]) if ctx.filters.villages else set(), set(ctx.filters.sectors))
    tiles = story.grid(cells, measure, villages, names, chosen)
    parts.chart(
        ctx,
        filters.by_place(ctx, text.MATRIX.format(measure=measure.label)),
        maps.matrix(tiles, names, villages, height=70 + 44 * len(villages)),
        measure.unit,
        key="matrix",
        alt=text.MATRIX_ALT.format(measure=measure.label),
        below=text.MATRIX_BELOW,
        on_click=filters.set_cell,
    )


def draw_sums(ctx: Context, by_sector) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        rows = story.largest_first(by_sector, "people_involved")
        figure = charts.bars(rows, "sector", "people_involved", numbers.people)
        note = story.known_note(by_sector, "with_people")
        parts.chart(ctx, text.PEOPLE, figure, common.PEOPLE, key="sector-people",
                    alt=text.PEOPLE_ALT, note=note, on_click=filters.pick_sector)  # fmt: skip
    with right:
        rows = story.largest_first(by_sector, "amount_involved_wan")
        figure = charts.bars(rows, "sector", "amount_involved_wan", numbers.money)
        note = story.known_note(by_sector, "with_amount")
        parts.chart(ctx, text.AMOUNT, figure, common.WAN_YUAN, key="sector-amount",
                    alt=text.AMOUNT_ALT, note=note, on_click=filters.pick_sector)  # fmt: skip


def draw_trend(ctx: Context, months, measure: story.SectorMeasure) -> None:
    parts.chart(
        ctx,
        text.TREND.format(measure=measure.label),
        charts.lines(months, "sector", measure.column, measure.shown),
        measure.unit,
        key="sector-trend",
        alt=text.TREND_ALT.format(measure=measure.label),
    )


def draw_rows(ctx: Context, subjects) -> None:
    where = filters.chosen_words(ctx.filters, ctx.build, ctx.person) or text.EVERYTHING
    title = text.ROWS.format(where=where)
    tables.table(ctx, subjects, "sector-rows", title=title, columns=story.COLUMNS, rows=7,
                 opens="profile", lines=4)  # fmt: skip
