"""进出账 on 月报与宣传: what came and went this month per village, as the reports tell it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pipelines.queries import leads, rectification
from pipelines.queries.scope import newest_period, run_info
from reports.bridging import COLUMNS, bridges
from ui import numbers, parts, tables
from ui.context import Context
from ui.text import monthly as text


def draw(ctx: Context) -> None:
    """Leads and tasks of the chosen villages; like the page, whatever the sector and level."""
    filters = replace(ctx.filters, sectors=(), levels=())
    where, month = (ctx.build, filters, ctx.person), filters.period or newest_period(ctx.build)
    known = bridges(
        leads.leads(*where), rectification.tasks(*where), month, run_info(ctx.build)["as_of"]
    )
    st.caption(text.BRIDGE_NOTE)
    for kind, rows in known.items():
        title = text.BRIDGE_TITLES[kind].format(period=numbers.period(month))
        if rows.empty:
            parts.all_well(title, text.NO_BRIDGE[kind])
        else:
            tables.table(ctx, rows.assign(adds_up=rows["adds_up"].map(text.ADDS_UP)), kind,
                         title=title, columns=COLUMNS, headings=text.BRIDGE_COLUMNS)  # fmt: skip
