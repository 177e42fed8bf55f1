"""A person agrees to what was read by a guess, or says what it is instead; each is an event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ledger.events import Ledger
from ledger.roles import load_roles
from ledger.synonyms import record
from ledger.wordings import Wording, record_wordings, withdraw_wording
from models.catalog.corrections import Correction
from pipelines.guesses import HEADING, Question
from pipelines.queries.asked import Asked, may_answer
from pipelines.queries.scope import Person
from pipelines.settings import Home


def confirm(home: Home, asked: Iterable[Asked], person: Person, *, at: datetime) -> int:
    """From now on these readings are this town's own; how many were written. Questions that the
    person may not answer are left alone."""
    allowed = [one.question for one in asked if may_answer(person, one)]
    ledger, who = Ledger(home.ledger_url), signature(person)
    headings = [one.correction for one in allowed if one.kind == HEADING]
    wordings = [one.said for one in allowed if one.kind != HEADING]
    written = record(ledger, headings, **who, at=at)
    return written + record_wordings(ledger, wordings, **who, at=at)


def correct(home: Home, question: Question, column: str, person: Person, *, at: datetime) -> int:
    """The heading means another column ("" = not read): from now on, for workbooks to come."""
    if not person.may("correct_heading"):
        return 0
    meant = Correction(question.form, question.wording, column)
    return record(Ledger(home.ledger_url), [meant], **signature(person), at=at)


def take_back(home: Home, wording: Wording, person: Person, *, at: datetime) -> None:
    """The words are a guess again."""
    if person.may("correct_heading"):
        withdraw_wording(Ledger(home.ledger_url), wording, **signature(person), at=at)


def signature(person: Person) -> dict[str, str]:
    """Who stands in the ledger for it."""
    return {"actor": person.name, "role": load_roles().local if person.is_local else person.role}
