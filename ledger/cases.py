"""Leads and rectification as folds over events: what a case is and how an event changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import Event
from ledger.rules import without_identity
from ledger.workflow import Machine, load_workflow

LEAD, RECTIFICATION = "lead", "rectification"
KINDS = (LEAD, RECTIFICATION)
ADOPTED = "adopted"


class Done(NamedTuple):
    """Who did an action last."""

    actor: str
    at: str
    seq: int


class Case(NamedTuple):
    """A lead or a task as it stands after its events. Dates in `fields` are ISO text."""

    kind: str
    case_id: str
    state: str
    fields: dict
    seq: int  # number of its last event: pass it back as `seen_seq`
    opened_at: str
    changed_at: str
    done: dict[str, Done]
    pauses: tuple[tuple[str, str], ...] = ()  # ended pauses: first day, last day
    reopened: int = 0

    @property
    def machine(self) -> Machine:
        return load_workflow().machines[self.kind]

    @property
    def status(self) -> str:
        return self.machine.states[self.state].status

    @property
    def is_open(self) -> bool:
        return self.machine.states[self.state].is_open

    @property
    def is_running(self) -> bool:
        return self.machine.states[self.state].is_running

    @property
    def deadline(self) -> str | None:
        """The day agreed on (an extension counts, pauses do not: models/clock.py adds them)."""
        return first_known(self.fields, self.machine.deadline_fields)

    @property
    def owner(self) -> str | None:
        return first_known(self.fields, self.machine.owner_fields)


def apply(case: Case | None, event: Event) -> Case:
    """The case after one more event. Events carry what they changed, so that an old history reads
    the same whatever workflow.yml says today."""
    payload = event.payload
    fields = payload["fields"]
    done = Done(event.actor, event.at, event.seq)
    if case is None:
        return Case(
            event.subject,
            event.subject_id,
            payload["to"],
            {name: value for name, value in fields.items() if value is not None},
            event.seq,
            event.at,
            event.at,
            {event.action: done},
        )
    pauses = case.pauses
    if "paused_since" in fields and fields["paused_since"] is None:
        pauses = (*pauses, (case.fields.get("paused_since", event.at[:10]), event.at[:10]))
    merged = {**case.fields, **fields}
    return Case(
        case.kind,
        case.case_id,
        payload.get("to") or case.state,
        {name: value for name, value in merged.items() if value is not None},
        event.seq,
        case.opened_at,
        event.at,
        {**case.done, event.action: done},
        pauses,
        case.reopened + bool(payload.get("reopens")),
    )


def fold(events: Iterable[Event]) -> dict[tuple[str, str], Case]:
    """Every lead and task that people touched, by (kind, number)."""
    cases: dict[tuple[str, str], Case] = {}
    for event in events:
        if event.subject in KINDS:
            key = (event.subject, event.subject_id)
            cases[key] = apply(cases.get(key), event)
    return cases


def adopted(kind: str, row: Mapping) -> dict:
    """Payload of the event by which a person takes over a case known from workbooks only.

    `row` holds the imported fields (canonical names) and, where known, batch_id and batch_no.
    """
    workflow = load_workflow()
    machine = workflow.machines[kind]
    fields = {}
    for name, value in row.items():
        value = plain(value)
        if name in machine.fields and value not in (None, ""):
            is_text = workflow.fields[name].kind == "text"
            fields[name] = without_identity(str(value)) if is_text else value
    rule = machine.adopt.get(plain(row.get("status")), next(iter(machine.adopt.values())))
    complete = all(fields.get(name) for name in rule.needs)
    return {
        "to": rule.state if complete else rule.otherwise,
        "fields": fields,
        "batch_id": row.get("batch_id"),
        "batch_no": plain(row.get("batch_no")),
    }


def first_known(fields: Mapping, names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def plain(value: object) -> object:
    """A value as an event stores it: ISO days, plain numbers, no NaN or NaT."""
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def iso_day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None
