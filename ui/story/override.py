"""Sentences about levels set by people."""

from __future__ import annotations

from ledger.governance import load_governance
from ledger.overrides import Override
from ui import numbers, theme
from ui.parts import escape
from ui.story.profile import badge
from ui.text import whatif as words

COLUMNS = ["number", "state", "level_by_rule", "level", "reason", "evidence", "expires",
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


def label(level: str) -> str:
    return theme.level_label(level)
