"""The workplace of 线索 and 整改进度: to-do list, queue, bulk steps, board, calendar, intake."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from ledger.cases import RECTIFICATION, Case
from ledger.clock import ics
from ledger.steps import allowed, may_open
from ledger.workflow import load_workflow
from models.matters import number_of
from pipelines import acting
from pipelines.queries import knowledge
from pipelines.queries.casebook import Casebook, casebook
from pipelines.settings import home, now
from ui import (
    case_forms,
    case_parts,
    duty_parts,
    importing_work,
    links,
    numbers,
    parts,
    sources,
    tables,
)
from ui import text as shared
from ui.context import Context
from ui.story import case as story
from ui.text import case as words

STYLE = """<style>
table.cal{width:100%;table-layout:fixed;border-collapse:collapse}
table.cal th{font-weight:600;padding:.2rem}
table.cal td{border:1px solid color-mix(in srgb,currentColor 22%,transparent);height:4.6rem;
 vertical-align:top;padding:.25rem .35rem;font-size:.86rem;overflow:hidden}
table.cal td.off{background:color-mix(in srgb,currentColor 7%,transparent)}
table.cal td.now{outline:2px solid var(--st-primary-color,#1f5a8c);outline-offset:-2px}
table.cal a{display:block;color:inherit;text-decoration:underline;white-space:nowrap;
 overflow:hidden;text-overflow:ellipsis}
table.cal a.late{color:color-mix(in srgb,#e0342c 68%,currentColor);font-weight:600}
</style>"""
CELL_MOST = 3


def draw(ctx: Context, kind: str, analysis: Callable[[], None] | None) -> None:
    """The tabs; analysis draws what the page says in figures (None: there is nothing yet). Of a
    closed month only the analysis is: work is done on what is known today."""
    ctx = ctx.current
    book = casebook(ctx.build, home(), ctx.person, ctx.filters)
    case_parts.say_now()
    say_since(ctx, book)
    say_unknown_years(book)
    views = {words.TAB_ANALYSIS: analysis} if analysis else {}
    views |= {
        words.TAB_MINE: lambda: draw_mine(ctx, kind, book),
        words.TAB_QUEUE: lambda: draw_queue(ctx, kind, book),
        words.TAB_BOARD: lambda: draw_board(kind, book),
        words.TAB_CALENDAR: lambda: draw_calendar(kind, book),
    }
    if kind == RECTIFICATION:
        views[words.TAB_LOOK] = lambda: draw_look_back(ctx, book)
    if may_open(kind, ctx.person):
        views[words.TAB_NEW[kind]] = lambda: case_parts.draw_intake(ctx, kind)
    first = words.TAB_ANALYSIS if analysis and ctx.person.is_local else words.TAB_MINE
    tabs = st.tabs(list(views), default=first, key="work", on_change="rerun", bind="query-params")
    for tab, view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                view()


def has_cases(ctx: Context, kind: str) -> bool:
    """Whether this person's casebook holds anything, registered here or read from workbooks."""
    return bool(casebook(ctx.current.build, home(), ctx.person, ctx.filters).of(kind))


def draw_detail(ctx: Context, kind: str, row: dict, lines: list[str]) -> None:
    """A row picked from the table of the analysis, the ways on, and where it was read from."""
    with st.container(border=True):
        for line in lines:
            st.markdown(line)
        with st.container(horizontal=True):
            links.link("case", words.OPEN_CASE, case=f"{kind}-{row['matter_id']}")
            if isinstance(row["facility_id"], str):
                links.link("profile", words.OPEN_SUBJECT, facility=row["facility_id"])
    if isinstance(row["batch_id"], str):
        sources.show(ctx, row)


def say_since(ctx: Context, book: Casebook) -> None:
    """Steps that the build's figures do not hold yet, with the way to bring them in."""
    if not book.since_build:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="since"):
        st.markdown(":material/update: " + words.SINCE_BUILD.format(n=book.since_build))
        if ctx.person.may("build") and st.button(words.REBUILD, key="rebuild"):
            with st.spinner(words.BUILDING):
                result = importing_work.rebuild()
            if "build" in result:
                case_parts.say_later("success", words.REBUILT.format(build=result["build"]))
            else:
                why = words.NOT_REBUILT.format(why=result["refused"])
                case_parts.say_later("error", why)
            st.rerun()


def say_unknown_years(book: Casebook) -> None:
    """Deadlines in a year without a holiday calendar are counted Monday to Friday, and said so."""
    for year in book.unknown_years():
        st.caption(":material/event_busy: " + knowledge.calendar_notice(year))


# ---------------------------------------------------------------- to-do list and queue


def draw_mine(ctx: Context, kind: str, book: Casebook) -> None:
    duty_parts.draw_first(ctx, f"duties-{kind}")
    todos = book.todos(ctx.person, kind)
    if not todos:
        return parts.all_well(words.MINE, words.MINE_NONE)
    st.markdown(f"{story.mine(todos)}　{clock_note(book)}")
    pick_and_open(ctx, story.todo_rows(todos, book), "mine", words.MINE, story.TODO_COLUMNS)
    calendar_file([one.case for one in todos], kind, book)
    return None


def clock_note(book: Casebook) -> str:
    return words.CLOCK_NOTE.format(as_of=numbers.day(book.as_of))


def calendar_file(cases: list[Case], kind: str, book: Casebook) -> None:
    wanted = {case.case_id for case in cases}
    entries = [one for one in book.deadlines(kind) if one.case.case_id in wanted]
    if entries:
        st.download_button(
            words.ICS,
            data=lambda: ics(entries, now()),
            file_name=f"{kind}.ics",
            mime="text/calendar",
            on_click="ignore",
            icon=":material/event:",
            key=f"ics-{kind}",
        )


def draw_queue(ctx: Context, kind: str, book: Casebook) -> None:
    show_bulk_result(ctx)
    rows = story.queue(book.of(kind), book)
    if rows.empty:
        return parts.empty(shared.NO_ROWS)
    chosen = pick_and_open(ctx, rows, "queue", words.QUEUE, story.QUEUE_COLUMNS, is_many=True)
    if len(chosen) > 1:
        draw_bulk(ctx, kind, [book.cases[story.key_of(ref)] for ref in chosen])
    return None


def pick_and_open(
    ctx: Context, rows: pd.DataFrame, key: str, title: str, columns: list[str], is_many=False
) -> list[str]:
    """A table of cases; one chosen row can be opened. Gives the chosen references."""
    named = shared.COLUMNS | words.COLUMNS
    term = tables.bar(ctx, rows, key, title, named, columns)
    found = tables.matching(rows, columns, term)
    if found.empty:
        st.caption(shared.NO_ROWS_SEARCH.format(term=term))
        return []
    view = tables.for_screen(found[columns])
    picked = st.dataframe(
        view,
        key=key,
        hide_index=True,
        height=tables.ROW_PX * (min(len(view), 14) + 1) + 3,
        column_config=tables.column_config(view, named),
        placeholder=words.UNKNOWN,
        alt=title,
        on_select="rerun",
        selection_mode="multi-row" if is_many else "single-row",
    )
    hint = words.HINT_MANY if is_many else words.HINT
    st.caption(f"{shared.SHOWN_OF_TOTAL.format(total=numbers.count(len(found)))} · {hint}")
    refs = [found["ref"].iloc[n] for n in picked.selection.rows if n < len(found)]
    if len(refs) == 1 and st.button(words.OPEN_CASE, type="primary", key=f"open-{key}"):
        links.go("case", case=refs[0])
    return refs


# ---------------------------------------------------------------- bulk


def draw_bulk(ctx: Context, kind: str, cases: list[Case]) -> None:
    """One step for many: each case stands or falls by itself."""
    machine = load_workflow().machines[kind]
    mine = {step.action for case in cases for step in allowed(case, ctx.person)}
    steps = [machine.transitions[a] for a in words.BULK_STEPS if a in mine]
    with parts.card(words.BULK.format(n=len(cases))):
        if not steps:
            return st.markdown(words.BULK_NONE)
        named = {step.action: step for step in steps}
        chosen = st.pills(
            words.BULK_STEP,
            list(named),
            default=steps[0].action,
            required=True,
            format_func=lambda action: named[action].name,
            key=f"bulk-{kind}",
        )
        with st.form(f"bulk-form-{kind}-{chosen}", border=False):
            given = case_forms.fields(ctx, named[chosen], f"bulk-{kind}")
            if st.form_submit_button(words.BULK_DO, type="primary"):
                keys = [case[:2] for case in cases]
                outcomes = acting.take_all(case_parts.desk(ctx), keys, chosen, given)
                st.session_state["bulk-result"] = outcomes
                st.rerun()
    return None


def show_bulk_result(ctx: Context) -> None:
    outcomes = st.session_state.pop("bulk-result", None)
    if not outcomes:
        return
    good = sum(one.case is not None for one in outcomes)
    title = words.BULK_RESULT.format(good=good, bad=len(outcomes) - good)
    rows = [{"case_id": number_of(one.key[1]), "outcome": outcome_words(one)} for one in outcomes]
    tables.table(ctx, pd.DataFrame(rows), "bulk-rows", title=title, headings=words.COLUMNS)


def outcome_words(one: acting.Outcome) -> str:
    if one.case is not None:
        return words.BULK_OK.format(status=one.case.status)
    return "".join(one.problems) or words.CHANGED


# ---------------------------------------------------------------- board


def draw_board(kind: str, book: Casebook) -> None:
    """Open cases in columns of their status, the most overdue on top."""
    rows = story.queue(book.of(kind), book)
    if rows.empty or not rows["is_open"].any():
        return parts.empty(shared.NO_ROWS)
    st.caption(clock_note(book))
    states = load_workflow().machines[kind].states.values()
    order = list(dict.fromkeys(state.status for state in states if state.is_open))
    for cell, status in zip(st.columns(len(order), gap="small"), order, strict=True):
        here = rows[(rows["status"] == status) & rows["is_open"]]
        with cell, parts.card(status, words.COUNT.format(n=len(here))):
            for one in here.head(words.BOARD_MOST).itertuples():
                draw_ticket(one)
            if len(here) > words.BOARD_MOST:
                st.caption(words.MORE.format(n=len(here) - words.BOARD_MOST))
    return None


def draw_ticket(one) -> None:
    with st.container(border=True, gap="xsmall"):
        links.link("case", one.case_id, case=one.ref)
        name = next((n for n in (one.facility_name, one.about) if isinstance(n, str)), None)
        st.markdown(parts.escape(name or words.UNKNOWN))
        mark = ":material/error: " if one.days_overdue else ""
        owner = one.owner if isinstance(one.owner, str) else words.UNKNOWN
        st.caption(f"{mark}{one.clock_words} · {parts.escape(owner)}")


# ---------------------------------------------------------------- calendar


def draw_calendar(kind: str, book: Casebook) -> None:
    """The deadlines of running cases in the month chosen."""
    entries = book.deadlines(kind)
    if not entries:
        return parts.all_well(words.TAB_CALENDAR, words.CALENDAR_EMPTY)
    months = sorted({f"{one.clock.deadline:%Y-%m}" for one in entries} | {f"{book.as_of:%Y-%m}"})
    month = st.selectbox(
        words.CALENDAR_MONTH,
        months,
        index=months.index(f"{book.as_of:%Y-%m}"),
        format_func=numbers.period,
        key=f"calendar-{kind}",
        width=240,
    )
    first = date.fromisoformat(f"{month}-01")
    title = words.CALENDAR.format(year=first.year, month=first.month)
    with parts.card(title, f"{words.CALENDAR_NOTE} · {clock_note(book)}"):
        st.html(STYLE + month_table(first, entries, book))
    calendar_file([one.case for one in entries], kind, book)
    return None


def month_table(first: date, entries: list, book: Casebook) -> str:
    head = "".join(f"<th>{name}</th>" for name in words.WEEKDAYS)
    due: dict[date, list] = {}
    for one in entries:
        due.setdefault(one.clock.deadline, []).append(one)
    lines = [
        "<tr>" + "".join(day_cell(day, due.get(day, []), book) for day in week) + "</tr>"
        for week in story.weeks(first)
    ]
    return f'<table class="cal"><tr>{head}</tr>{"".join(lines)}</table>'


def day_cell(day: date | None, due: list, book: Casebook) -> str:
    if day is None:
        return "<td></td>"
    looks = ["off"] * (not book.workdays.is_workday(day)) + ["now"] * (day == book.as_of)
    marks = "".join(day_link(one) for one in due[:CELL_MOST])
    more = words.COUNT.format(n=len(due)) if len(due) > CELL_MOST else ""
    return f'<td class="{" ".join(looks)}">{day.day} {more}{marks}</td>'


def day_link(one) -> str:
    look = "late" if one.clock.is_overdue else ""
    ref, name = html.escape(story.ref(one.case)), html.escape(one.case.number)
    about = html.escape(story.about(one.case))
    return f'<a class="{look}" href="case?case={ref}" target="_self" title="{about}">{name}</a>'


# ---------------------------------------------------------------- 回头看


def draw_look_back(ctx: Context, book: Casebook) -> None:
    """The closed tasks drawn for this month, and what the second look found."""
    looks = book.look_back()
    period = numbers.period(f"{book.as_of:%Y-%m}")
    title = words.LOOK.format(period=period)
    if not looks:
        return parts.empty(words.LOOK_NONE)
    months = load_workflow().parameters["look_back_months"]
    st.caption(words.LOOK_NOTE.format(months=months))
    rows = pd.DataFrame(
        [
            story.row(look.case, book)
            | {
                "look_words": words.MUST_REOPEN
                if look.must_reopen
                else look.outcome or words.LOOK_WAITING,
                "verified_date": look.case.fields.get("verified_date"),
                "verifier": look.case.fields.get("verifier"),
            }
            for look in looks
        ]
    )
    columns = ["case_id", "look_words", "facility_name", "village", "about", "unit_name", "owner",
               "verified_date", "verifier"]  # fmt: skip
    pick_and_open(ctx, rows, "look-back", title, columns)
    return None
