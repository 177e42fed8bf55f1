"""月度结账: freezing a month's figures, and setting corrections beside them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from ledger.months import Month, Snapshot
from pipelines.queries import closing
from pipelines.queries.scope import newest_period
from pipelines.settings import home, now
from ui import acting, numbers, parts, tables
from ui.context import Context
from ui.text import UNKNOWN
from ui.text import closing as text


def draw(ctx: Context) -> None:
    """For those who close months; everybody else reads the report itself."""
    if not ctx.person.may("close_month"):
        return
    acting.say_again()
    period = ctx.filters.period or newest_period(newest(ctx))
    month = closing.months(home()).get(period)
    with parts.card(text.CARD, text.NOTE):
        if month:
            draw_closed(ctx, month)
        else:
            draw_open(ctx, period)


def newest(ctx: Context) -> Path:
    """The build that knows everything: what is learned after a close stands beside it."""
    return ctx.newest or ctx.build


def draw_open(ctx: Context, period: str) -> None:
    named = numbers.period(period)
    st.markdown(text.OPEN.format(period=named))
    if st.button(text.CLOSE.format(period=named), icon=":material/lock:", key=f"close-{period}"):
        about = (newest(ctx), home(), period, ctx.person, now())
        acting.take(lambda: closing.close(*about), text.DONE.format(period=named))
        st.rerun()


def draw_closed(ctx: Context, month: Month) -> None:
    named, today = numbers.period(month.period), closing.figures(newest(ctx), month.period)
    known = {"period": named, "build": month.reported.build}
    st.markdown(text.CLOSED.format(**known, **signed(month.reported)))
    if month.restatements:
        last = month.current
        times = {"n": len(month.restatements), "reason": parts.escape(last.reason)}
        st.markdown(text.RESTATED.format(**times, **signed(last)))
    rows = compared(month, today)
    changed = int((rows["current"] != rows["now"]).sum())
    st.markdown(text.DIFFERS.format(n=changed) if changed else text.SAME)
    shown = ["figure", "reported", *(["restated"] if month.restatements else []), "now"]
    title = text.TABLE.format(period=named)
    tables.table(ctx, rows[shown], "closing", title=title, headings=text.COLUMNS, rows=8)
    if changed and ctx.person.may("restate_month"):
        draw_restatement(ctx, month, named)


def signed(snapshot: Snapshot) -> dict[str, str]:
    at = snapshot.at[:16].replace("T", " ")
    return {"actor": parts.escape(snapshot.actor), "at": at}


def compared(month: Month, today: dict) -> pd.DataFrame:
    """One row per figure: as reported, as restated, as it stands now."""
    first, last = month.reported.figures, month.current.figures
    rows = [
        {
            "figure": text.FIGURES.get(name, name),
            "reported": word(first.get(name)),
            "restated": word(last.get(name)),
            "current": word(last.get(name)),
            "now": word(today.get(name)),
        }
        for name in dict.fromkeys([*first, *today])
    ]
    return pd.DataFrame(rows)


def word(figure) -> str:
    return UNKNOWN if figure is None else f"{figure:,}"


def draw_restatement(ctx: Context, month: Month, named: str) -> None:
    with st.form(f"restate-{month.seq}", border=False):
        reason = st.text_input(text.REASON)
        sent = st.form_submit_button(text.RESTATE, icon=":material/edit_note:")
    if sent:
        about = (newest(ctx), home(), month.period, reason, ctx.person, now())
        said = text.DONE_RESTATED.format(period=named)
        acting.take(lambda: closing.restate(*about), said)
        st.rerun()
