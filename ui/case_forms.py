"""Forms made from workflow.yml: one widget for each field that a step takes."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ledger.cases import Case
from ledger.workflow import Field, Transition, load_workflow
from pipelines.queries import casebook as ask
from pipelines.queries import scope
from ui.context import Context
from ui.text import case as words

PLACE = ("village", "village_code")
SUBJECT = ("facility_name", "facility_id", "credit_code")
UNITS = ("responsible_unit", "handling_unit")
PREFILLED = ("corrected", "reopened", "close_rejected")  # steps that start from what is known
FROM_ADDRESS = ("lead_no", "meeting")  # what a link to the form may bring along
COLUMNS = 2


def fields(ctx: Context, step: Transition, key: str, case: Case | None = None) -> dict:
    """Draw the widgets of a step and give what was entered; empty fields are left out. Widgets are
    keyed by `key`, the step and the field."""
    known = load_workflow().fields
    given: dict = {}
    names = [name for name in step.takes if is_asked(name, step)]
    if "facility_id" in step.takes:
        given |= subject(ctx, step, key)
    if "village_code" in step.takes and not given.get("village_code"):
        given |= place(ctx, key, case)
    cells = st.columns(COLUMNS)
    small = [name for name in names if known[name].kind != "text"]
    for number, name in enumerate(small):
        with cells[number % COLUMNS]:
            given[name] = widget(ctx, known[name], step, key, case) or given.get(name)
    for name in (name for name in names if known[name].kind == "text"):
        given[name] = widget(ctx, known[name], step, key, case)
    if "verifier" in step.required and not ctx.person.is_local:
        st.caption(words.VERIFIER.format(name=ctx.person.name))
    return {name: value for name, value in given.items() if value not in (None, "", [])}


def is_asked(name: str, step: Transition) -> bool:
    """Whether a field has a widget of its own."""
    if name in PLACE or name in ("facility_id", "credit_code"):
        return False
    return name != "verifier" or "verifier" in step.required


def subject(ctx: Context, step: Transition, key: str) -> dict:
    """The subject from the register: its id, name, code and village."""
    found = {one["facility_id"]: one for one in ask.subjects(ctx.build, ctx.person)}
    wanted = st.query_params.get("facility")
    chosen = st.selectbox(
        load_workflow().fields["facility_id"].name,
        list(found),
        index=list(found).index(wanted) if wanted in found else None,
        format_func=lambda one: found[one]["facility_name"],
        placeholder=words.NOT_CHOSEN,
        help=words.FACILITY_HELP,
        key=f"{key}-{step.action}-facility_id",
    )
    row = found.get(chosen, {})
    return {name: row[name] for name in (*SUBJECT, *PLACE) if name in step.takes and row.get(name)}


def place(ctx: Context, key: str, case: Case | None) -> dict:
    """The village, out of those the person may see; a clerk's only one is chosen already."""
    rows = scope.villages(ctx.build, ctx.person)
    names = dict(zip(rows["village_code"], rows["village"], strict=True))
    own = case.fields.get("village_code") if case else None
    codes = list(names)
    first = codes.index(own) if own in names else (0 if len(codes) == 1 else None)
    code = st.selectbox(
        words.VILLAGE,
        codes,
        index=first,
        format_func=names.get,
        placeholder=words.NOT_CHOSEN,
        key=f"{key}-village",
    )
    return {"village_code": code, "village": names[code]} if code else {}


def widget(ctx: Context, field: Field, step: Transition, key: str, case: Case | None):
    """The widget of one field; gives its plain value or None."""
    label = words.REQUIRED.format(name=field.name) if field.code in step.required else field.name
    known = case.fields.get(field.code) if case and step.action in PREFILLED else None
    if step.opens and field.code in FROM_ADDRESS:
        known = st.query_params.get(field.code)
    own = f"{key}-{step.action}-{field.code}"
    if field.kind == "date":
        return date_box(label, field, step, known, own)
    if field.kind == "number":
        return st.number_input(label, min_value=0.0, value=known, step=1.0, key=own)
    if field.kind == "choices":
        return st.multiselect(label, field.values, default=known or [], key=own,
                              placeholder=words.NOT_CHOSEN)  # fmt: skip
    if field.kind == "choice":
        index = field.values.index(known) if known in field.values else None
        return st.selectbox(label, field.values, index=index, key=own,
                            placeholder=words.NOT_CHOSEN)  # fmt: skip
    if field.code in UNITS:
        return unit_box(ctx, label, known, own)
    draw = st.text_area if field.kind == "text" else st.text_input
    return (draw(label, value=known or "", key=own) or "").strip()


def date_box(label: str, field: Field, step: Transition, known: str | None, key: str):
    """A day as ISO text; what happened is most often today."""
    first = date.fromisoformat(known) if known else None
    if first is None and field.past and field.code in step.required:
        first = "today"
    day = st.date_input(label, value=first, format="YYYY-MM-DD", key=key)
    return day.isoformat() if day else None


def unit_box(ctx: Context, label: str, known: str | None, key: str):
    """A village or an office of the town, or any other name typed in."""
    options = ask.units(ctx.build)
    own = known or next(iter(ctx.person.departments), None)
    options = options if own is None or own in options else [own, *options]
    return st.selectbox(
        label,
        options,
        index=options.index(own) if own else None,
        placeholder=words.NOT_CHOSEN,
        accept_new_options=True,
        key=key,
    )
