"""The record in words: one line per event, secrets left out."""

from __future__ import annotations

import pandas as pd

from ledger.cases import KINDS
from ledger.events import Event
from ledger.workflow import load_workflow
from ui import numbers
from ui.story import case as cases
from ui.text import audit as words
from ui.text import case as case_words

# Words of an event worth reading in a list; everything else stays in the ledger.
SAID = ("file", "reason", "role", "period", "number", "rows", "name", "code")


def sentence(head: dict, found: tuple | None) -> str:
    """Length and code of the chain, and what the last check of this session found."""
    verdict = words.NOT_CHECKED
    if found:
        verdict = words.BROKEN.format(n=len(found[1])) if found[1] else words.WHOLE
    return words.ANSWER.format(n=numbers.count(head["n"]), code=head["code"], verdict=verdict)


def rows(events: list[Event], with_cases: bool) -> pd.DataFrame:
    """The columns of words.COLUMNS, in the order given; what was written into cases only for those
    who may see cases."""
    found = [
        {
            "seq": event.seq,
            "at": event.at.replace("T", " "),
            "actor": event.actor,
            "role": event.role,
            "subject_name": words.SUBJECTS.get(event.subject, event.subject),
            "subject_id": event.subject_id,
            "action_name": action(event),
            "said": said(event) if with_cases or event.subject not in KINDS else None,
            "hash": event.hash[:8],
        }
        for event in events
    ]
    return pd.DataFrame(found, columns=list(words.COLUMNS))


def action(event: Event) -> str:
    if event.subject in KINDS:
        return cases.action_name(event.action, event.subject)
    return words.ACTIONS.get(event.action, event.action)


def said(event: Event) -> str | None:
    if event.subject in KINDS:
        return cases.said(event).strip() or None
    known = load_workflow().fields
    told = [
        case_words.FIELD_SAID.format(name=known[name].name if name in known else "", value=value)
        if name in known
        else str(value)
        for name, value in event.payload.items()
        if name in SAID and value not in (None, "")
    ]
    return case_words.FIELD_JOIN.join(told) or None
