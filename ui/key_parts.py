"""The key ledger entry of one subject: why it stands there, who does what by when, and deciding."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from ledger.keyledger import SCHEDULE, KeyMatter, assign_key, decide_key
from ledger.workflow import load_workflow
from pipelines.queries import facility, keybook, scope
from pipelines.queries.casebook import ledger_of
from pipelines.settings import home, now
from ui import acting, case_forms, importing_work, parts, slip
from ui.context import Context
from ui.story import key as story
from ui.text import key as text


def draw(ctx: Context, facility_id: str) -> None:
    """The card: the entry of the build, decisions of this minute, the steps of this person."""
    where = (ctx.build, ctx.filters.period, ctx.person, facility_id)
    day = scope.run_info(ctx.build)["as_of"].date() if ctx.is_locked else now().date()
    entry, matter = facility.key_entry(*where), keybook.matter(ctx.build, home(), facility_id, day)
    may = ctx.person.may("decide_key") and not ctx.is_locked and facility.profile(*where)
    if not (entry or matter.seq or may):
        return
    acting.say_again()
    with parts.card(text.CARD, text.NOTE):
        for line in story.lines(entry, matter):
            st.markdown(line)
        if lacks := story.lacks(entry):
            st.warning(text.LACKS.format(names=lacks), icon=":material/assignment_late:")
        if entry and not story.lacks(entry):
            offer_slip(ctx, facility.profile(*where), entry, matter)
        if may:
            draw_decision(ctx, entry, matter)


def offer_slip(ctx: Context, facts: dict, entry: dict, matter: KeyMatter) -> None:
    number = matter.number or entry["task_no"]
    as_of = scope.run_info(ctx.build)["as_of"].date()
    st.download_button(
        text.PRINT,
        data=lambda: slip.of_key(ctx, story.slip(facts, entry, as_of), number),
        file_name=text.PRINT_FILE.format(number=number),
        mime="text/html",
        on_click="ignore",
        icon=":material/print:",
        key="key-slip",
    )


# ---------------------------------------------------------------- deciding


def draw_decision(ctx: Context, entry: dict, matter: KeyMatter) -> None:
    """One form for the chosen step, prefilled with what is known."""
    with st.expander(text.DECIDE, icon=":material/gavel:"):
        steps = ["assign", "remove"] if entry else ["add"]
        key = f"key-{matter.facility_id}-{matter.seq}"
        step = st.segmented_control(
            text.STEP,
            steps,
            default=steps[0],
            required=True,
            format_func=text.STEPS.get,
            key=f"{key}-step",
            label_visibility="collapsed",
        )
        with st.form(f"{key}-{step}", border=False):
            reason, expires = ask_reason(key) if step != "assign" else ("", None)
            schedule = ask_schedule(ctx, key, entry, matter) if step != "remove" else None
            sent = st.form_submit_button(text.DO.format(name=text.STEPS[step]), type="primary")
        if sent:
            decide(ctx, step, matter, reason, expires, schedule)


def ask_reason(key: str) -> tuple[str, date]:
    months = load_workflow().parameters["key_decision_months"]
    today = now().date()
    usual = (pd.Timestamp(today) + pd.DateOffset(months=months)).date()
    reason = st.text_area(text.REASON, height=80, key=f"{key}-reason")
    expires = st.date_input(
        text.EXPIRES,
        usual,
        min_value=today,
        format="YYYY-MM-DD",
        help=text.EXPIRES_HELP.format(months=months),
        key=f"{key}-expires",
    )
    return reason, expires


def ask_schedule(ctx: Context, key: str, entry: dict, matter: KeyMatter) -> dict:
    """The four that the plan demands, all with a star."""
    fields, known = load_workflow().fields, story.schedule(entry, matter)
    left, right = st.columns(2, gap="small")
    labels = {name: case_forms.words.REQUIRED.format(name=fields[name].name) for name in SCHEDULE}
    with left:
        unit = case_forms.unit_box(
            ctx, labels["responsible_unit"], known.get("responsible_unit"), f"{key}-unit"
        )
    with right:
        person = st.text_input(
            labels["responsible_person"], known.get("responsible_person", ""), key=f"{key}-person"
        )
    measures = st.text_area(
        labels["measures"], known.get("measures", ""), height=80, key=f"{key}-measures"
    )
    day = st.date_input(
        labels["deadline_date"],
        known.get("deadline_date"),
        format="YYYY-MM-DD",
        key=f"{key}-deadline",
    )
    return {
        "responsible_unit": unit,
        "responsible_person": person.strip(),
        "measures": measures.strip(),
        "deadline_date": day.isoformat() if day else None,
    }


def decide(ctx: Context, step: str, matter: KeyMatter, reason, expires, schedule) -> None:
    """Write the decision and build at once, so that every list shows it."""
    ledger = ledger_of(home().ledger_url)
    about = (ledger, matter.facility_id)
    by = (ctx.person, now(), matter.seq)
    made = []
    if step == "assign":
        taken = acting.take(lambda: made.append(assign_key(*about, schedule, *by)))
    else:
        given = (step == "add", reason, expires)
        taken = acting.take(lambda: made.append(decide_key(*about, *given, *by, schedule)))
    if taken:
        number = made[0].payload.get("number")
        said = text.DONE if number else text.DONE_OFF
        acting.say(("success", said.format(name=text.STEPS[step], number=number)))
        with st.spinner(text.REBUILD):
            answer = importing_work.rebuild()
        if "refused" in answer:
            acting.say(("warning", text.REFUSED.format(why=answer["refused"])))
    st.rerun()
