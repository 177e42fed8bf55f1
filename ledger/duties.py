"""Who knew of a statutory line, when: each new one is to be seen and reported within days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import Event, Ledger
from ledger.governance import as_day, load_governance, refuse, role_problems, said_by, write
from ledger.rules import without_identity
from ledger.steps import Person, Problem
from models.workdays import Workdays

DUTY = "duty"
SEEN, REPORTED = "seen", "reported"


class Line(NamedTuple):
    """A line on record and the moment at which the town first knew of it."""

    rule: str
    name: str
    known_at: datetime


class Word(NamedTuple):
    """What somebody said about the lines of a subject: that they were seen, or reported."""

    facility_id: str
    action: str
    rules: frozenset[str]
    who: str
    at: datetime
    to: str
    reported_on: date | None
    letter: str
    seq: int

    def covers(self, line: Line) -> bool:
        """A line met anew after the word is a new duty."""
        return line.rule in self.rules and line.known_at <= self.at


class Duty(NamedTuple):
    """One subject's lines on record, taken together. due: of the earliest that is not reported."""

    facility_id: str
    lines: tuple[Line, ...]
    is_seen: bool
    is_reported: bool
    known_on: date
    due: date
    overdue: int  # working days past due; 0 once reported
    words: tuple[Word, ...]

    @property
    def rank(self) -> tuple:
        """Unseen first, then the longest overdue, then the nearest deadline."""
        return (self.is_reported, self.is_seen, -self.overdue, self.due, self.facility_id)


class Letter(NamedTuple):
    """A report: to whom, on which day, under which number."""

    to: str
    day: date | None
    number: str


def fold_duties(events: Iterable[Event]) -> list[Word]:
    """Everything ever said about duties, in order."""
    return [_word(event) for event in events if event.subject == DUTY]


def duty(
    facility_id: str,
    lines: Sequence[Line],
    words: Sequence[Word],
    as_of: date,
    workdays: Workdays,
) -> Duty:
    """How the duty of a subject with these lines (one at least) stands on a day."""
    told = [word for word in words if word.action == REPORTED]
    waiting = [line for line in lines if not any(word.covers(line) for word in told)]
    is_seen = all(any(word.covers(line) for word in words) for line in waiting)
    known = min(line.known_at for line in waiting or lines).date()
    due = workdays.add(known, load_governance().report_duty["workdays"])
    late = max(workdays.count(due, as_of), 0) if waiting else 0
    return Duty(
        facility_id, tuple(lines), is_seen, not waiting, known, due, late, tuple(words)
    )  # fmt: skip


def mark_seen(ledger: Ledger, known: Duty, person: Person, at: datetime, who: str = "") -> Event:
    """Say that the lines were seen. Without accounts the name is written down (decision 16)."""
    problems = role_problems(person, "answer_duty", "see_duty") + _named(person, who)
    refuse(problems)
    return _write(ledger, known, SEEN, {"who": said_by(person, who)}, person, at)


def mark_reported(
    ledger: Ledger, known: Duty, letter: Letter, person: Person, at: datetime, who: str = ""
) -> Event:
    """Say that the lines were reported; who reports has seen them. Refused lists every reason."""
    rules = load_governance()
    given = {"report_to": letter.to, "reported_on": letter.day, "letter": letter.number}
    problems = role_problems(person, "answer_duty", "report_duty") + _named(person, who)
    problems += rules.missing(given, *given)
    if letter.day and letter.day > at.date():
        problems.append(rules.problem("in_future", field=rules.fields["reported_on"]))
    refuse(problems)
    payload = {
        "who": said_by(person, who),
        "to": without_identity(letter.to.strip()),
        "reported_on": letter.day.isoformat(),
        "letter": without_identity(letter.number.strip()),
    }
    return _write(ledger, known, REPORTED, payload, person, at)


def _named(person: Person, who: str) -> list[Problem]:
    return load_governance().missing({"seen_by": who}, "seen_by") if person.is_local else []


def _write(ledger: Ledger, known: Duty, action: str, payload: dict, person: Person, at) -> Event:
    said = payload | {"rules": sorted(line.rule for line in known.lines)}
    subject = known.words[-1].facility_id if known.words else known.facility_id
    seen = known.words[-1].seq if known.words else 0
    return write(ledger, DUTY, subject, action, said, person, at, seen)


def _word(event: Event) -> Word:
    said = event.payload
    return Word(
        event.subject_id,
        event.action,
        frozenset(said["rules"]),
        said["who"],
        datetime.fromisoformat(event.at).replace(tzinfo=None),
        said.get("to", ""),
        as_day(said.get("reported_on")),
        said.get("letter", ""),
        event.seq,
    )
