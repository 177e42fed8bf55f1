"""Sentences about statutory lines that a subject met."""

from __future__ import annotations

import pandas as pd

from ledger.settlements import Settlement
from pipelines.queries import knowledge
from ui import numbers
from ui.parts import escape
from ui.story.profile import badge
from ui.text import lines as words


def states() -> dict[str, str]:
    """The words of mart_line.state by their code."""
    return dict(knowledge.scoring().levels.memory.states)


def apart(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines on record, those still met first, and those that are settled."""
    is_settled = found["state"] == states()["settled"]
    standing = found[~is_settled].sort_values("is_now", ascending=False, kind="stable")
    return standing, found[is_settled]


def line(row) -> str:
    name = escape(row.name_text)
    return words.LINE.format(level=badge(row.level), name=name, state=row.state)


def note(row) -> str:
    told = {"figures": escape(row.figures), "since": numbers.day(row.since)}
    return words.NOTE.format(**told, last=numbers.day(row.last_met))


def ended(row) -> str:
    return words.ENDED.format(number=row.ended_by, day=numbers.day(row.ended_at))


def owed(unpaid: float | None, template: str = words.OWED_LABEL) -> str:
    """What is still not paid back, in words; nothing when nothing is known to be."""
    if unpaid is None or pd.isna(unpaid) or not unpaid > 0:
        return ""
    return template.format(amount=numbers.money(unpaid))


def told(template: str, one: Settlement) -> str:
    plain = ("number", "proposed_by", "verifier", "reason", "evidence")
    said = {name: escape(getattr(one, name)) for name in plain}
    residue = f"{escape(one.owed)}。" if one.owed else ""
    day = numbers.day(one.decided_at[:10]) if one.decided_at else ""
    return template.format(**said, owed=residue, day=day)


def correction(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    figures = escape("；".join(dict.fromkeys(rows["figures"])))
    who = escape(first["corrected_by"] or "")
    return words.CORRECTION.format(day=numbers.day(first["day"]), figures=figures, who=who)
