"""What weight changes and level overrides share: rules and words of governance.yml, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ledger.events import Event, Ledger
from ledger.roles import may
from ledger.rules import without_identity
from ledger.steps import Person, Problem, Refused, acting_role
from models.catalog.files import read_yaml

FILE = Path(__file__).resolve().parent.parent / "data" / "catalog" / "governance.yml"


@dataclass(frozen=True)
class Governance:
    """The words and limits of governance.yml."""

    override_longest_days: int
    standing: str
    report_duty: Mapping[str, object]  # workdays, to, basis
    fields: Mapping[str, str]
    weight_states: Mapping[str, str]
    override_states: Mapping[str, str]
    subjects: Mapping[str, str]
    steps: Mapping[str, str]
    override_reason: str
    messages: Mapping[str, str]
    weight_problems: Mapping[str, str]

    def problem(self, code: str, field: str | None = None, /, **values: object) -> Problem:
        return Problem(code, field, self.messages[code].format(**values))

    def missing(self, given: Mapping[str, object], *names: str) -> list[Problem]:
        """A problem for every field that is blank."""
        return [
            self.problem("missing", name, field=self.fields[name])
            for name in names
            if not str(given.get(name) or "").strip()
        ]


@cache
def load_governance(path: Path = FILE) -> Governance:
    raw = read_yaml(path)
    return Governance(**raw.pop("parameters"), **raw)


def role_problems(person: Person, action: str, step: str) -> list[Problem]:
    """Whether roles.yml lets this person do the action."""
    if may(acting_role(person), action):
        return []
    rules = load_governance()
    return [rules.problem("wrong_role", step=rules.steps[step], role=person.role)]


def second_person_problems(first: str, person: Person, subject: str) -> list[Problem]:
    """Nobody approves what is one's own; the local single person is one person, too."""
    if person.name != first:
        return []
    rules = load_governance()
    return [rules.problem("same_person", subject=rules.subjects[subject], person=first)]


def state_problems(state: str, among: tuple[str, ...], subject: str, step: str) -> list[Problem]:
    if state in among:
        return []
    rules = load_governance()
    states = rules.weight_states if subject == "weights" else rules.override_states
    words = {"state": states[state], "subject": rules.subjects[subject], "step": rules.steps[step]}
    return [rules.problem("wrong_state", **words)]


def unknown(subject: str, number: str) -> Refused:
    rules = load_governance()
    found = rules.problem("unknown", number=number, subject=rules.subjects[subject])
    return Refused([found])


def folded(events: Iterable[Event], subject: str, after: Callable) -> dict[str, Any]:
    """Every matter of a subject by id, in the order of its first event. after: what a matter is
    (None at first) after one more event."""
    found: dict[str, Any] = {}
    for event in events:
        if event.subject == subject:
            found[event.subject_id] = after(found.get(event.subject_id), event)
    return found


def matter(ledger: Ledger, subject: str, number: str, after: Callable) -> Any:
    """One matter by its number; Refused where there is none."""
    found = folded(ledger.events(subject, number), subject, after).get(number)
    if found is None:
        raise unknown(subject, number)
    return found


def said_by(person: Person, name: str) -> str:
    """Who gave a word: the person signed in, or, without accounts, whom the person names
    (decision 16)."""
    return without_identity(name.strip()) if person.is_local else person.name


def refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def next_number(events: list[Event], start: str, year: int) -> str:
    """The number after the highest of the year: QZ-2026-0003."""
    prefix = f"{start}-{year}-"
    used = [int(e.subject_id[len(prefix) :]) for e in events if e.subject_id.startswith(prefix)]
    return f"{prefix}{max(used, default=0) + 1:04d}"


def write(
    ledger: Ledger,
    subject: str,
    number: str,
    action: str,
    payload: Mapping,
    person: Person,
    at,
    seen_seq: int,
) -> Event:
    """Append; StaleState when somebody acted on the same matter in between."""
    return ledger.append(
        subject=subject,
        subject_id=number,
        action=action,
        payload=dict(payload),
        actor=person.name,
        role=acting_role(person),
        at=at,
        expected_seq=seen_seq,
    )


def as_day(text: str | date | None) -> date | None:
    """A calendar day, or None when it is none."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
