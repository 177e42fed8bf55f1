"""Sentences about 必须上报 duties."""

from __future__ import annotations

import pandas as pd

from ledger.duties import REPORTED, Duty, Word
from ledger.governance import load_governance
from models.workdays import Workdays
from ui import numbers
from ui.parts import escape
from ui.text import duties as words

COLUMNS = ["state", "facility_name", "village", "level", "lines", "known_on", "due"]


def first(found: list[Duty]) -> str:
    """How many wait, how many nobody has seen, how many are late."""
    unseen = sum(not one.is_seen for one in found)
    late = [one.overdue for one in found if one.overdue]
    told = [words.OPEN.format(n=len(found))]
    told += [words.UNSEEN.format(n=unseen)] if unseen else []
    told += [words.LATE.format(n=len(late), days=max(late))] if late else []
    return words.FIRST.format(parts=words.JOIN.join(told))


def rules() -> dict:
    """days, to, basis of the duty, for a sentence."""
    given = load_governance().report_duty
    return {"days": given["workdays"], "to": given["to"], "basis": given["basis"]}


def rows(found: pd.DataFrame) -> pd.DataFrame:
    plain = found.drop(columns="duty")
    duties = found["duty"]
    return plain.assign(
        state=[state(one) for one in duties],
        lines=["；".join(line.name for line in one.lines) for one in duties],
        known_on=[one.known_on for one in duties],
        due=[one.due for one in duties],
    )


def state(one: Duty) -> str:
    said = words.STATE_SEEN if one.is_seen else words.STATE_UNSEEN
    return words.STATE_LATE.format(state=said, days=one.overdue) if one.overdue else said


def due(one: Duty) -> str:
    days = {"known": numbers.day(one.known_on), "due": numbers.day(one.due)}
    return words.DUE.format(**days, **rules())


def word(one: Word, of: Duty, workdays: Workdays) -> str:
    """What somebody said; of a report, how late it was."""
    told = {"who": escape(one.who), "at": numbers.day(one.at.date())}
    if one.action != REPORTED:
        return words.SEEN.format(**told)
    said = words.REPORTED.format(
        **told, on=numbers.day(one.reported_on), to=escape(one.to), letter=escape(one.letter)
    )
    late = workdays.count(of.due, one.reported_on) if of.is_reported else 0
    return said + (words.REPORTED_LATE.format(n=late) if late > 0 else "")
