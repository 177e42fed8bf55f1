"""What a case says: its sentence, its facts, its timeline, the rows of queue and to-do list."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ledger.cases import ADOPTED, Case
from ledger.clock import Todo
from ledger.events import Event
from ledger.roles import load_roles
from ledger.workflow import Transition, load_workflow
from models.clock import Clock
from models.matters import number_of
from pipelines.queries.casebook import Casebook
from ui import numbers
from ui.parts import escape
from ui.text import case as words

QUEUE_COLUMNS = ["case_id", "clock_words", "about", "facility_name", "village", "status",
                 "step_name", "deadline_date", "unit_name", "owner", "rung_name",
                 "has_conflict"]  # fmt: skip
TODO_COLUMNS = ["why_words", *QUEUE_COLUMNS[:-1]]
TECHNICAL = {"evidence_sha256", "evidence_look", "evidence_bytes", "facility_id", "village_code"}
MATTERS = ("merged_into", "absorbed")  # fields that name another matter by its id
ABOUT = ("issue", "description")
UNITS = ("responsible_unit", "handling_unit")


def ref(case: Case) -> str:
    """What ?case= holds."""
    return f"{case.kind}-{case.case_id}"


def key_of(ref: str | None) -> tuple[str, str]:
    kind, _, number = (ref or "").partition("-")
    return kind, number


def sentence(case: Case, book: Casebook) -> str:
    parts = [
        words.ANSWER.format(
            kind=case.machine.name,
            no=escape(case.number),
            status=case.status,
            about=escape(about(case)),
            owner=owner_words(case),
            clock=clock_sentence(case, book),
        )
    ]
    rung = book.rung(case)
    if rung:
        ack = words.ACKED if rung.acknowledged else words.NOT_ACKED
        parts.append(words.RUNG.format(name=rung.name, since=numbers.day(rung.since), ack=ack))
    if case.reopened:
        parts.append(words.REOPENED.format(n=case.reopened))
    return "".join(parts)


def waits_for(case: Case, own: list[Transition]) -> str:
    """Whose turn it is, when none of the person's own steps moves the case on; else nothing."""
    if not case.is_open or any(step.target for step in own):
        return ""
    moving = [step for step in case.machine.leaving(case.state) if step.target]
    roles = [r.name for r in load_roles().roles if any(r.name in step.roles for step in moving)]
    names = words.WAITS_JOIN.join(step.name for step in moving)
    return words.WAITS.format(roles=words.WAITS_JOIN.join(roles), steps=names) if moving else ""


def about(case: Case) -> str:
    """The subject and the matter in a few words."""
    matter = next((case.fields[name] for name in ABOUT if case.fields.get(name)), "")
    return "：".join(filter(None, (case.fields.get("facility_name"), matter))) or words.UNKNOWN


def unit_of(case: Case) -> str | None:
    return next((case.fields[name] for name in UNITS if case.fields.get(name)), None)


def owner_words(case: Case) -> str:
    if not (case.owner or unit_of(case)):
        return words.NO_OWNER
    return words.OWNER.format(unit=escape(unit_of(case) or ""), person=escape(case.owner or ""))


def clock_sentence(case: Case, book: Casebook) -> str:
    clock = book.clock(case)
    if clock.deadline is None:
        return words.NO_DEADLINE + "。"
    return words.DUE.format(deadline=numbers.day(clock.deadline), state=clock_words(clock))


def clock_words(clock: Clock) -> str:
    """逾期 3 天（2 个工作日） · 还有 5 天 · 不计时."""
    if clock.is_overdue:
        return words.OVERDUE.format(days=clock.days_overdue, workdays=clock.workdays_overdue)
    if clock.is_paused:
        return words.PAUSED
    if clock.deadline is None:
        return words.NO_DEADLINE
    if clock.days_left is None:
        return words.STANDS
    return words.LEFT.format(days=clock.days_left) if clock.days_left else words.TODAY


def row(case: Case, book: Casebook) -> dict:
    """A case as a line of a table."""
    clock, rung = book.clock(case), book.rung(case)
    return {
        "ref": ref(case),
        "kind_name": case.machine.name,
        "case_id": case.number,
        "about": next((case.fields[n] for n in ABOUT if case.fields.get(n)), None),
        "facility_name": case.fields.get("facility_name"),
        "village": case.fields.get("village"),
        "status": case.status,
        "step_name": case.machine.states[case.state].step,
        "owner": case.owner,
        "unit_name": unit_of(case),
        "deadline_date": clock.deadline,
        "clock_words": clock_words(clock),
        "days_overdue": clock.days_overdue,
        "workdays_overdue": clock.workdays_overdue,
        "rung_name": rung.name if rung else None,
        "has_conflict": (case.kind, case.case_id) in book.conflicts,
        "is_open": case.is_open,
    }


def queue(cases: list[Case], book: Casebook) -> pd.DataFrame:
    """Every case as a line, open and most overdue first."""
    rows = pd.DataFrame([row(case, book) for case in cases])
    if rows.empty:
        return rows
    by, rising = ["is_open", "days_overdue", "deadline_date", "case_id"], [False, False, True, True]
    return rows.sort_values(by, ascending=rising, ignore_index=True)


def todo_rows(todos: list[Todo], book: Casebook) -> pd.DataFrame:
    """The to-do list as lines, with the reason why each waits for this person."""
    return pd.DataFrame([row(one.case, book) | {"why_words": words.WHY[one.why]} for one in todos])


def mine(todos: list[Todo]) -> str:
    late = sum(one.clock.is_overdue for one in todos)
    return words.MINE_FIGURE.format(n=len(todos), late=late)


# ---------------------------------------------------------------- facts and timeline


def facts(case: Case) -> list[tuple[str, str]]:
    """The fields of a case in words, in the order in which the steps of workflow.yml ask them."""
    known = load_workflow().fields
    steps = case.machine.transitions.values()
    asked = dict.fromkeys(name for step in steps for name in (*step.takes, *step.sets))
    return [
        (known[name].name, field_words(name, case.fields[name]))
        for name in asked
        if case.fields.get(name) not in (None, "") and shown(name)
    ]


def shown(name: str) -> bool:
    return name not in TECHNICAL and not name.startswith("evidence_")


def field_words(name: str, value: object) -> str:
    """The value of a field; another matter is shown by its number."""
    return value_words(number_of(value) if name in MATTERS and value else value)


def value_words(value: object) -> str:
    if value is None:
        return words.CLEARED
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, float):
        return numbers.count(value)
    return str(value)


def event_line(event: Event, kind: str) -> str:
    """One event in Markdown: when, who, what, and what it set."""
    return words.CHANGED_LINE.format(
        at=event.at[:16].replace("T", " "),
        actor=escape(event.actor),
        role=escape(event.role),
        action=f"**{action_name(event.action, kind)}**",
        fields=escape(said(event)),
    )


def action_name(action: str, kind: str) -> str:
    if action == ADOPTED:
        return words.ADOPTED
    step = load_workflow().machines[kind].transitions.get(action)
    return step.name if step else action


def said(event: Event) -> str:
    """What an event set, in words: what it merely cleared for the next round is left out, and an
    adoption, which repeats the workbook, stays short."""
    if event.action == ADOPTED:
        return ""
    known = load_workflow().fields
    told = [
        words.FIELD_SAID.format(name=known[name].name, value=field_words(name, value))
        for name, value in event.payload["fields"].items()
        if name in known and shown(name) and value is not None
    ]
    names = event.payload["fields"].get("evidence_name")
    told += [names] if names else []
    return "　" + words.FIELD_JOIN.join(told) if told else ""


def book_line(statement: dict) -> str:
    return words.FROM_BOOK.format(
        file=escape(statement["source_file"]),
        sheet=escape(statement["source_sheet"]),
        row=statement["source_row"],
        status=statement["status"] or words.UNKNOWN,
    )


def conflict_line(conflict) -> str:
    field = load_workflow().fields.get(conflict.field)
    return words.CONFLICT_LINE.format(
        field=field.name if field else words.COLUMNS.get(conflict.field, conflict.field),
        decided=escape(value_words(conflict.decided)),
        by=escape(conflict.decided_by),
        imported=escape(value_words(conflict.imported)),
        batch=escape(conflict.batch_id),
    )


def weeks(first: date) -> list[list[date | None]]:
    """The month of `first` as weeks from Monday to Sunday; None outside the month."""
    last = (pd.Timestamp(first) + pd.offsets.MonthEnd(0)).day
    days = [None] * first.weekday() + [first.replace(day=n) for n in range(1, last + 1)]
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
