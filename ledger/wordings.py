"""What words of this town mean in a closed list, as people confirmed: said, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ledger.events import Event, Ledger
from models.catalog.wording import bare

WORDING = "wording"
SAID, WITHDRAWN = "said", "withdrawn"


class Wording(NamedTuple):
    """In `column` of a form, the words `wording` in a cell mean `reading` (options, joined)."""

    form: str
    column: str
    wording: str
    reading: str

    @property
    def key(self) -> str:
        return bare(self.wording)

    def answers(self, other: Wording) -> bool:
        """Whether both speak of the same words."""
        return self.subject_id == other.subject_id

    @property
    def subject_id(self) -> str:
        return f"{self.form}.{self.column}:{self.key}"


def fold_wordings(events: Iterable[Event]) -> dict[str, Wording]:
    """Wordings in force by subject id; of two about one cell text the last counts."""
    found: dict[str, Wording] = {}
    for event in sorted((e for e in events if e.subject == WORDING), key=lambda e: e.seq):
        if event.action == WITHDRAWN:
            found.pop(event.subject_id, None)
        else:
            found[event.subject_id] = Wording(*(event.payload[name] for name in Wording._fields))
    return dict(sorted(found.items()))


def record_wordings(
    ledger: Ledger, wordings: Iterable[Wording], *, actor: str, role: str, at: datetime
) -> int:
    """Write those not yet in force; how many were written."""
    known = fold_wordings(ledger.events(WORDING))
    fresh = [one for one in wordings if known.get(one.subject_id) != one]
    for one in fresh:
        _write(ledger, one, SAID, actor, role, at)
    return len(fresh)


def withdraw_wording(ledger: Ledger, one: Wording, *, actor: str, role: str, at: datetime) -> Event:
    """The words are a guess again; legal lines wait for somebody to confirm them."""
    return _write(ledger, one, WITHDRAWN, actor, role, at)


def _write(ledger: Ledger, one: Wording, action: str, actor: str, role: str, at) -> Event:
    return ledger.append(
        subject=WORDING,
        subject_id=one.subject_id,
        action=action,
        payload=one._asdict(),
        actor=actor,
        role=role,
        at=at,
    )
