"""One case: where it stands, what may be done next, and everything that was ever done."""

import streamlit as st

from ledger.cases import LEAD
from ledger.clock import ics
from pipelines.queries.casebook import casebook
from pipelines.settings import home, now
from ui import case_parts, help, key_parts, line_parts, links, nothing, parts, slip
from ui.context import Context
from ui.story import case as story
from ui.text import case as text


def render(ctx: Context) -> None:
    book = casebook(ctx.build, home(), ctx.person)
    wanted = st.query_params.get("case")
    case = book.find(*story.key_of(wanted)) if wanted else choose(ctx, book)
    if wanted and case is None:
        parts.empty(text.NOT_FOUND, text.NOT_FOUND_CURE)
        case = choose(ctx, book)
    case_parts.say_now()
    if case is not None:
        draw(ctx, book, case)
    help.show("case")


def choose(ctx: Context, book):
    """Without a number in the address: a box with what waits for this person first."""
    mine = [one.case for one in book.todos(ctx.person)]
    cases = {story.ref(case): case for case in [*mine, *book.cases.values()]}
    if not cases:
        return nothing.show(ctx, text.CHOOSE_NONE, text.CHOOSE_NONE_CURE)
    parts.answer(text.CHOOSE_ANSWER.format(total=len(cases), mine=len(mine)))
    picked = st.selectbox(
        text.CHOOSE,
        list(cases),
        index=None,
        format_func=lambda ref: f"{cases[ref].number}　{story.about(cases[ref])}",
        placeholder=text.NOT_CHOSEN,
        key="choose-case",
    )
    if picked:
        links.go("case", case=picked)
    return None


def draw(ctx: Context, book, case) -> None:
    parts.answer(story.sentence(case, book))
    draw_ways(ctx, book, case)
    left, right = st.columns([3, 2], gap="small")
    with left:
        case_parts.draw_conflicts(book, case)
        case_parts.draw_steps(ctx, book, case)
        case_parts.draw_timeline(ctx, case)
    with right:
        case_parts.draw_facts(case)
        if case.fields.get("facility_id") and not case.is_running:
            line_parts.draw_owed_of(ctx, case.fields["facility_id"])
        if case.fields.get("facility_id"):
            key_parts.draw(ctx, case.fields["facility_id"])
        case_parts.draw_evidence(ctx, case)
        case_parts.draw_contacts(ctx, case)


def draw_ways(ctx: Context, book, case) -> None:
    """Back to the list, the printed slip, the calendar file, the subject."""
    with st.container(horizontal=True, vertical_alignment="center"):
        page = {"lead": "leads", "rectification": "rectification"}[case.kind]
        links.link(page, text.BACK[case.kind])
        st.download_button(
            text.PRINT,
            data=lambda: slip.make(ctx, book, case),
            file_name=text.PRINT_FILE.format(no=case.number),
            mime="text/html",
            on_click="ignore",
            icon=":material/print:",
            key="slip",
        )
        lead_no = case.number if case.kind == LEAD else None
        case_parts.offer_handing_out(ctx, case.fields.get("facility_id"), lead_no)
        entries = [one for one in book.deadlines(case.kind) if one.case is case]
        if entries:
            st.download_button(
                text.ICS,
                data=lambda: ics(entries, now()),
                file_name=f"{case.number}.ics",
                mime="text/calendar",
                on_click="ignore",
                icon=":material/event:",
                key="ics",
            )
