"""Leads and rectification as folds over events: what a case is and how an event changes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import PARSE, Event, Ledger
from ledger.rules import without_identity
from ledger.workflow import Machine, load_workflow
from models.matters import number_of

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
    decided: dict[str, int] = {}  # noqa: RUF012  field -> number of the event in which a person set it
    moved: int = 0  # number of the last event in which a person changed the state; 0: none yet
    chains: tuple[str, ...] = ()  # ids its events are written under, if not (only) its own

    @property
    def number(self) -> str:
        """The number as workbooks write it; the case's own id also says whose it is."""
        return number_of(self.case_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id under which its events are written; the next one goes under the first."""
        return self.chains or (self.case_id,)

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
    growing = _Growing(case)
    growing.take(event.seq, event.at, event.actor, event.action, event.payload)
    return growing.case(event.subject, event.subject_id)


def fold(events: Iterable[Event]) -> dict[tuple[str, str], Case]:
    """Every lead and task that people touched, by (kind, number)."""
    growing: dict[tuple[str, str], _Growing] = defaultdict(_Growing)
    for event in events:
        if event.subject in KINDS:
            one = growing[event.subject, event.subject_id]
            one.take(event.seq, event.at, event.actor, event.action, event.payload)
    return {key: one.case(*key) for key, one in growing.items()}


def fold_ledger(ledger: Ledger) -> dict[tuple[str, str], Case]:
    """The same, read straight from a ledger: the way for a long one."""
    growing: dict[tuple[str, str], _Growing] = defaultdict(_Growing)
    with ledger.told(KINDS) as rows:
        for seq, at, actor, kind, case_id, action, payload in rows:
            growing[kind, case_id].take(seq, at, actor, action, PARSE(payload, 0)[0])
    return {key: one.case(*key) for key, one in growing.items()}


def events_of(ledger: Ledger, case: Case) -> list[Event]:
    """Every event of a case, under whatever ids they were written, in their order."""
    return sorted(event for own in case.ids for event in ledger.events(case.kind, own))


def together(case_id: str, cases: Iterable[Case]) -> Case:
    """One case out of those that turned out to be one matter. The one somebody moved last goes on;
    what it does not say is taken from the others, the newest first."""
    first, *others = sorted(cases, key=lambda case: (case.moved, case.seq), reverse=True)
    chains = tuple(name for case in (first, *others) for name in case.ids)
    fields, decided = dict(first.fields), dict(first.decided)
    for case in sorted(others, key=lambda case: -case.seq):
        fields = {**case.fields, **fields}
        decided = {**case.decided, **decided}
    return first._replace(
        case_id=case_id,
        fields=fields,
        decided=decided,
        seq=max(case.seq for case in (first, *others)),
        opened_at=min(case.opened_at for case in (first, *others)),
        chains=() if chains == (case_id,) else chains,
    )


class _Growing:
    """A case while its events are read: changed in place, then given out as a Case."""

    __slots__ = ("changed_at", "decided", "done", "fields", "moved", "opened_at", "pauses",
                 "reopened", "seq", "state")  # fmt: skip

    def __init__(self, case: Case | None = None):
        self.state = case.state if case else None
        self.fields = dict(case.fields) if case else {}
        self.decided = dict(case.decided) if case else {}
        self.done = dict(case.done) if case else {}
        self.pauses = case.pauses if case else ()
        self.reopened = case.reopened if case else 0
        self.moved = case.moved if case else 0
        self.opened_at = case.opened_at if case else None
        self.seq, self.changed_at = 0, None

    def take(self, seq: int, at: str, actor: str, action: str, payload: dict) -> None:
        is_human = action != ADOPTED
        state = payload.get("to")
        if "keeps" in payload:
            self.decided = dict.fromkeys(self.decided, seq)
            self.moved = seq if self.moved else 0
        fields = self.fields
        for name, value in payload["fields"].items():
            if value is not None:
                fields[name] = value
            else:
                if name == "paused_since":
                    self.pauses = (*self.pauses, (fields.get(name, at[:10]), at[:10]))
                fields.pop(name, None)
            if is_human:
                self.decided[name] = seq
        if state:
            self.state = state
            if is_human:
                self.moved = seq
        if "reopens" in payload:
            self.reopened += 1
        self.done[action] = (actor, at, seq)
        self.opened_at = self.opened_at or at
        self.seq, self.changed_at = seq, at

    def case(self, kind: str, case_id: str) -> Case:
        return Case(
            kind,
            case_id,
            self.state,
            self.fields,
            self.seq,
            self.opened_at,
            self.changed_at,
            {action: Done(*by) for action, by in self.done.items()},
            self.pauses,
            self.reopened,
            self.decided,
            self.moved,
        )


def adopted(kind: str, row: Mapping) -> dict:
    """Payload of the event by which a person takes over what the workbooks say of a case.

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
