"""The pieces of 事项办理: next steps as forms, facts, timeline, conflicts, evidence, contacts."""

from __future__ import annotations

import streamlit as st

from ledger.audit import NotAllowed
from ledger.cases import LEAD, RECTIFICATION, Case
from ledger.evidence import Evidence
from ledger.rules import unlawful_words
from ledger.steps import allowed
from ledger.workflow import Transition, load_workflow
from models.matters import number_of
from pipelines import acting
from pipelines.evidence import evidence_path
from pipelines.keeping import KeepingError
from pipelines.queries import casebook as ask
from pipelines.queries.casebook import Casebook
from pipelines.queries.scope import mask
from pipelines.settings import home, now
from ui import case_forms, links, parts
from ui.context import Context
from ui.story import case as story
from ui.text import case as words

OWN_CARDS = ("evidence_added", "absorbed")  # steps that have their own place on the page
FLASH = "case-flash"


def desk(ctx: Context) -> acting.Desk:
    return acting.Desk(ctx.current.build, home(), ctx.person, now())


# ---------------------------------------------------------------- what was said last, what is new


def say_later(kind: str, sentence: str) -> None:
    """Keep a sentence for the next run: success, warning or error."""
    st.session_state.setdefault(FLASH, []).append((kind, sentence))


def say_now() -> None:
    for kind, sentence in st.session_state.pop(FLASH, []):
        getattr(st, kind)(sentence)


def seen_seq(ctx: Context, case: Case) -> int:
    """Number of the last event this person has looked at; steps are taken against it, so that
    nobody overwrites what they have not seen."""
    key = f"seen-{story.ref(case)}"
    seen = st.session_state.setdefault(key, case.seq)
    newer = [event for event in ask.history(home(), case) if event.seq > seen]
    foreign = [event for event in newer if event.actor != ctx.person.name]
    if not foreign:
        st.session_state[key] = case.seq
        return case.seq
    with st.container(border=True, key="changed"):
        st.markdown(f":material/sync_problem: **{words.CHANGED}**")
        for event in foreign[::-1]:
            st.markdown(story.event_line(event, case.kind))
        st.button(
            words.TAKE_NEWEST,
            key="take-newest",
            on_click=lambda: st.session_state.update({key: case.seq}),
        )
    return seen


# ---------------------------------------------------------------- next steps


def draw_steps(ctx: Context, book: Casebook, case: Case) -> None:
    """The lawful steps of this person, the chosen one as a form."""
    seen = seen_seq(ctx, case)
    with parts.card(words.NEXT, words.NEXT_NOTE):
        has_conflict = (case.kind, case.case_id) in book.conflicts
        steps = [
            step
            for step in allowed(case, ctx.person)
            if step.action not in OWN_CARDS and (has_conflict or not step.keeps)
        ]
        if waits := story.waits_for(case, steps):
            st.markdown(f":material/hourglass_empty: {waits}")
        if not steps:
            return None if waits else st.markdown(words.NO_STEP)
        steps.sort(key=lambda step: (step.target is None) == case.is_open)
        named = {step.action: step for step in steps}
        chosen = st.pills(
            words.STEP,
            list(named),
            default=steps[0].action,
            required=True,
            format_func=lambda action: named[action].name,
            key=f"step-{story.ref(case)}-{case.state}-{seen}",
            label_visibility="collapsed",
        )
        return draw_form(ctx, case, named[chosen], seen)


def draw_form(ctx: Context, case: Case, step: Transition, seen: int) -> None:
    key = f"{story.ref(case)}-{seen}"
    with st.form(f"form-{key}-{step.action}", border=False):
        given = case_forms.fields(ctx, step, key, case)
        if step.basis:
            st.caption(words.BASIS.format(basis=step.basis))
        if st.form_submit_button(words.DO.format(name=step.name), type="primary"):
            carry_out(ctx, case, step, given, seen)


def carry_out(ctx: Context, case: Case, step: Transition, given: dict, seen: int) -> None:
    """Take the step; on success the page is drawn anew, else the reasons stand under the form."""
    own = (case.kind, case.case_id)
    if step.action == "merged" and given.get("merged_into") and given.get("reason"):
        outcome = acting.merge(desk(ctx), own, given["merged_into"], given["reason"])
    else:
        outcome = acting.take(desk(ctx), own, step.action, given, seen)
    if outcome.case is not None:
        done = words.DONE.format(name=step.name, status=outcome.case.status)
        say_later("success", done)
        warn_of_powers(given)
        st.rerun()
    for problem in outcome.problems:
        st.error(problem)
    for event in outcome.changed_by:
        workflow = load_workflow()
        action = story.action_name(event.action, case.kind)
        st.error(workflow.say("stale", actor=event.actor, action=action))


def warn_of_powers(given: dict) -> None:
    """A notice when a text speaks of powers that a town does not have."""
    workflow = load_workflow()
    text = "".join(value for value in given.values() if isinstance(value, str))
    found = unlawful_words(text, workflow)
    if found:
        say_later("warning", workflow.say("unlawful", words="、".join(found)))


def offer_handing_out(ctx: Context, facility_id: str | None, lead_no: str | None = None) -> None:
    """What a meeting decides becomes a task with owner and deadline: the form, prefilled."""
    if not (facility_id and ctx.person.may("decide_meeting")):
        return
    about = {"facility": facility_id, **({"lead_no": lead_no} if lead_no else {})}
    tab = words.TAB_NEW[RECTIFICATION]
    links.link("rectification", words.HAND_OUT, work=tab, **about)


# ---------------------------------------------------------------- what is known


def draw_facts(case: Case) -> None:
    with parts.card(words.FACTS):
        lines = [f"{name}：**{parts.escape(value)}**" for name, value in story.facts(case)]
        st.markdown("  \n".join(lines))


def draw_timeline(ctx: Context, case: Case) -> None:
    """Events newest first, then the workbook rows it began with."""
    code = ask.ledger_of(home().ledger_url).code()
    with parts.card(words.TIMELINE, words.TIMELINE_NOTE.format(code=code)):
        for event in ask.history(home(), case):
            st.markdown(story.event_line(event, case.kind))
        for statement in ask.statements(ctx.build, case):
            st.markdown(story.book_line(statement))


def draw_conflicts(book: Casebook, case: Case) -> None:
    found = book.conflicts.get((case.kind, case.case_id))
    if not found:
        return
    with parts.card(words.CONFLICTS, words.CONFLICT_CURE):
        for conflict in found:
            st.markdown(story.conflict_line(conflict))


# ---------------------------------------------------------------- evidence


def draw_evidence(ctx: Context, case: Case) -> None:
    limit = load_workflow().parameters["evidence_max_mb"]
    own = [one for one in ask.evidence(home()) if one.kind == case.kind and one.case_id in case.ids]
    may_add = any(step.action == "evidence_added" for step in allowed(case, ctx.person))
    if not own and not may_add:
        return
    with parts.card(words.EVIDENCE, words.EVIDENCE_NOTE.format(size=limit)):
        for one in own:
            draw_file(one)
        if not own:
            st.caption(words.EVIDENCE_NONE)
        if may_add:
            offer_upload(ctx, case)


def draw_file(one: Evidence) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        at, size = one.at[:16].replace("T", " "), one.size_bytes // 1024 + 1
        named = {"name": parts.escape(one.name), "stage": one.stage, "at": at, "size": size}
        st.markdown(words.EVIDENCE_LINE.format(actor=parts.escape(one.actor), **named))
        path = evidence_path(home(), one.sha256)
        if path:
            st.download_button(
                words.DOWNLOAD,
                data=path.read_bytes,
                file_name=one.name,
                key=f"file-{one.seq}",
                on_click="ignore",
            )


def offer_upload(ctx: Context, case: Case) -> None:
    stages = load_workflow().fields["evidence_kind"].values
    known = load_workflow().parameters
    types, limit = list(known["evidence_types"]), known["evidence_max_mb"]
    with st.form(f"evidence-{story.ref(case)}", border=False, clear_on_submit=True):
        stage = st.segmented_control(words.EVIDENCE_STAGE, stages, default=stages[0], required=True)
        file = st.file_uploader(words.EVIDENCE_CHOOSE, type=types, max_upload_size=limit)
        if st.form_submit_button(words.EVIDENCE_ADD) and file:
            store(ctx, case, file, stage)


def store(ctx: Context, case: Case, file, stage: str) -> None:
    key, seen = case[:2], st.session_state.get(f"seen-{story.ref(case)}", case.seq)
    try:
        outcome, before = acting.add_evidence(
            desk(ctx), key, file.name, file.getvalue(), stage, seen
        )
    except KeepingError as refused:
        return st.error(str(refused))
    if outcome.case is None:
        return [st.error(problem) for problem in outcome.problems or (words.CHANGED,)]
    if before:
        where = "、".join(f"{number_of(one.case_id)} {one.name}" for one in before)
        say_later("warning", words.EVIDENCE_TWICE.format(where=where))
    return st.rerun()


# ---------------------------------------------------------------- personal data


def draw_contacts(ctx: Context, case: Case) -> None:
    """The subject's contact data, masked until the look was written down with its reason."""
    facility_id = case.fields.get("facility_id")
    known = ask.contacts(ctx.build, facility_id) if facility_id else {}
    if not known:
        return
    shown_key = f"contacts-{story.ref(case)}"
    full = st.session_state.pop(shown_key, None)
    with parts.card(words.CONTACTS, words.UNMASK_NOTE):
        values = full or {n: mask(v) if isinstance(v, str) else v for n, v in known.items()}
        told = {n: parts.escape(v) if isinstance(v, str) else words.UNKNOWN
                for n, v in values.items()}  # fmt: skip
        st.markdown(words.CONTACTS_HIDDEN.format(**told))
        if not full and ctx.person.may("unmask"):
            with st.form(f"unmask-{story.ref(case)}", border=False):
                reason = st.text_input(words.UNMASK_REASON)
                if st.form_submit_button(words.UNMASK):
                    reveal(ctx, facility_id, reason.strip(), shown_key)


def reveal(ctx: Context, facility_id: str, reason: str, key: str) -> None:
    if not reason:
        return st.error(words.UNMASK_NEEDS_REASON)
    try:
        st.session_state[key] = acting.show_contacts(desk(ctx), facility_id, reason)
    except NotAllowed:
        return st.error(words.UNMASK_REFUSED)
    return st.rerun()


# ---------------------------------------------------------------- a new one


def draw_intake(ctx: Context, kind: str) -> None:
    """The opening step as a form; a lead is first compared with those already there."""
    step = load_workflow().machines[kind].opening
    waiting = st.session_state.get(f"intake-{kind}")
    if waiting:
        return draw_similar(ctx, waiting)
    note = words.INTAKE_NOTE if kind == LEAD else words.REQUIRED_NOTE
    with parts.card(words.TAB_NEW[kind], note):
        count = st.session_state.get(f"intakes-{kind}", 0)
        with st.form(f"new-{kind}-{count}", border=False):
            given = case_forms.fields(ctx, step, f"new-{kind}-{count}")
            if step.basis:
                st.caption(words.BASIS.format(basis=step.basis))
            if st.form_submit_button(words.SUBMIT, type="primary"):
                compare_or_open(ctx, kind, given)
    return None


def compare_or_open(ctx: Context, kind: str, given: dict) -> None:
    if kind == LEAD and acting.alike(desk(ctx), given):
        st.session_state[f"intake-{kind}"] = given
        st.rerun()
    register(ctx, kind, given)


def draw_similar(ctx: Context, given: dict) -> None:
    """Many reports, one case: the likely ones, and the way on."""
    with parts.card(words.SIMILAR):
        for one in acting.alike(desk(ctx), given)[:5]:
            reasons = "、".join(words.REASONS[code] for code in one.reasons)
            lead = one.lead
            name = parts.escape(story.about(lead))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words.SIMILAR_LINE.format(no=parts.escape(lead.number),
                            status=lead.status, name=name, reasons=reasons))  # fmt: skip
                if st.button(words.AS_NOTE.format(no=lead.number), key=f"note-{lead.case_id}"):
                    add_note(ctx, lead, given)
        with st.container(horizontal=True):
            if st.button(words.REGISTER_ANYWAY, type="primary", key="anyway"):
                register(ctx, LEAD, given)
            st.button(words.GIVE_UP, on_click=forget, args=(LEAD,), key="give-up")


def add_note(ctx: Context, lead: Case, given: dict) -> None:
    note = words.NOTE_OF_REPORT.format(description=given.get("description", ""))
    finish(LEAD, acting.take(desk(ctx), lead[:2], "noted", {"note": note}, lead.seq))


def register(ctx: Context, kind: str, given: dict) -> None:
    finish(kind, acting.open_case(desk(ctx), kind, given))


def finish(kind: str, outcome: acting.Outcome) -> None:
    if outcome.case is None:
        for problem in outcome.problems:
            st.error(problem)
        return
    forget(kind)
    st.session_state[f"intakes-{kind}"] = st.session_state.get(f"intakes-{kind}", 0) + 1
    say_later("success", words.CREATED.format(no=outcome.case.number))
    st.rerun()


def forget(kind: str) -> None:
    st.session_state.pop(f"intake-{kind}", None)
