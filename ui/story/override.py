"""Sentences about levels set by people."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ledger.governance import load_governance
from ledger.overrides import PROPOSED, Override
from ui import numbers, theme
from ui.parts import escape
from ui.story.profile import badge
from ui.text import whatif as words

COLUMNS = ["number", "state", "level_by_rule", "level", "reason", "evidence", "expires",
           "proposed_by", "decided_by"]  # fmt: skip
QUEUE_COLUMNS = ["number", "state", "facility_name", "level_by_rule", "level", "reason", "expires",
                 "proposed_by", "decided_by"]  # fmt: skip


def in_force(override: Override) -> str:
    return words.IN_FORCE.format(**in_words(override))


def waiting(override: Override) -> str:
    return words.WAITING.format(**in_words(override))


def in_words(override: Override) -> dict[str, str]:
    """The fields of an override, levels as patches, free text as written."""
    plain = ("number", "reason", "evidence", "proposed_by", "decided_by")
    return {name: escape(getattr(override, name)) for name in plain} | {
        "level": badge(override.level),
        "level_by_rule": badge(override.level_by_rule),
        "expires": numbers.day(override.expires),
    }


def rows(known: list[Override]) -> list[dict]:
    """Newest first, states in words."""
    states = load_governance().override_states
    return [one._asdict() | {"state": states[one.state]} for one in reversed(known)]


def queue(known: list[Override], today: date) -> pd.DataFrame:
    """What waits first, then what counts today, then the rest; newest first in each."""
    order = {True: 0, False: 2}
    kept = sorted(
        reversed(known), key=lambda o: 1 if o.is_in_force(today) else order[o.state == PROPOSED]
    )
    return pd.DataFrame(rows(kept[::-1]), columns=["facility_id", *QUEUE_COLUMNS])


def label(level: str) -> str:
    return theme.level_label(level)
