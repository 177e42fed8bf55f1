"""The working calendar on screen: what is known, what is lacking, days set by an administrator."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ledger.workcalendar import CALENDAR, Day, fold_days, set_days, withdraw_day
from models.workdays import Workdays, published_years
from pipelines.queries.casebook import ledger_of
from pipelines.settings import home, now
from ui import acting, importing_work, numbers, parts, tables
from ui.context import Context
from ui.text import administration as text


def draw(ctx: Context) -> None:
    acting.say_again()
    known = fold_days(ledger_of(home().ledger_url).events(CALENDAR))
    first, last = published_years()
    st.caption(text.CALENDAR_NOTE.format(first=first, last=last))
    if lacking := years_lacking(known):
        years = text.YEAR_JOIN.join(map(str, lacking))
        st.warning(text.LACKING.format(years=years), icon=":material/event_busy:")
    if ctx.person.may("edit_calendar"):
        draw_form(ctx)
    draw_days(ctx, known)


def years_lacking(known: dict) -> list[int]:
    """This year and the next, as far as neither the library nor a person knows their holidays."""
    today = now().date()
    own = Workdays(frozenset(d for d, one in known.items() if not one.is_workday),
                   frozenset(d for d, one in known.items() if one.is_workday))  # fmt: skip
    return own.unknown_years(today, today.replace(year=today.year + 1, day=1))


def draw_form(ctx: Context) -> None:
    with st.form("calendar", border=True, clear_on_submit=False):
        st.markdown(f"**{text.SET}**")
        cells = st.columns(3, gap="small")
        with cells[0]:
            first = st.date_input(text.FIRST, None, format="YYYY-MM-DD", key="calendar-first")
        with cells[1]:
            last = st.date_input(text.LAST, None, format="YYYY-MM-DD", key="calendar-last")
        with cells[2]:
            is_workday = st.selectbox(
                text.KIND, list(text.KINDS), format_func=text.KINDS.get, key="calendar-kind"
            )
        reason = st.text_input(
            text.REASON, placeholder=text.REASON_PLACEHOLDER, key="calendar-reason"
        )
        sent = st.form_submit_button(text.SAVE, type="primary", icon=":material/event_available:")
    if sent and first:
        span = (first, last or first)
        count = (span[1] - span[0]).days + 1
        given = (*span, is_workday, reason, ctx.person, now())
        ledger = ledger_of(home().ledger_url)
        finish(lambda: set_days(ledger, *given), text.SAVED.format(n=count))


def draw_days(ctx: Context, known: dict) -> None:
    if not known:
        return parts.empty(text.NO_DAYS)
    rows = pd.DataFrame([row(one) for one in known.values()])
    tables.table(ctx, rows, "days", title=text.DAYS, headings=text.COLUMNS, rows=12)
    if ctx.person.may("edit_calendar"):
        draw_withdrawal(ctx, known)
    return None


def row(one: Day) -> dict:
    at = one.at[:16].replace("T", " ")
    return {"day": one.day, "kind": text.KINDS[one.is_workday], "reason": one.reason,
            "by": one.by, "at": at}  # fmt: skip


def draw_withdrawal(ctx: Context, known: dict) -> None:
    with st.popover(text.WITHDRAW, icon=":material/event_busy:"):
        day = st.selectbox(text.PICK_DAY, list(known), format_func=numbers.day, key="day-off")
        reason = st.text_input(text.WITHDRAW_REASON, key="day-off-reason")
        if st.button(text.WITHDRAW, key="withdraw-day"):
            ledger = ledger_of(home().ledger_url)
            said = text.WITHDRAWN.format(day=numbers.day(day))
            finish(lambda: withdraw_day(ledger, day, reason, ctx.person, now()), said)


def finish(step: Callable[[], object], said: str) -> None:
    """Take the step and build, so that every deadline counts by the new calendar at once."""
    if acting.take(step, said):
        with st.spinner(text.REBUILDING):
            answer = importing_work.rebuild()
        if "refused" in answer:
            acting.say(("warning", text.REFUSED.format(why=answer["refused"])))
    st.rerun()
