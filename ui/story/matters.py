"""Sentences and frames of 编号核对: the queue, two matters side by side, the decisions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ledger.matters import Decision
from models.matching import normalise_name
from models.matters import number_of
from ui import numbers
from ui.parts import escape
from ui.story.importing import moment
from ui.text import matters as words

QUEUE_COLUMNS = ["kind_words", "number", "name", "village", "other_name", "other_village",
                 "likeness", "file"]  # fmt: skip
DECIDED_COLUMNS = ["kind_words", "number", "one", "other", "said", "actor", "at"]
COMPARED = tuple(name for name in words.LABELS if name != "place")
DAYS = ("day", "deadline_date")


def queue(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(kind_words=rows["kind"].map(words.KINDS))


def apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The questions about two villages: each numbers for itself."""
    known = rows["village"].notna() & rows["other_village"].notna()
    return rows[known & (rows["village"] != rows["other_village"])]


def lines(told: Mapping, other: Mapping) -> list[str]:
    """One matter, marked where the other says the same or not; without what neither says."""
    said = {
        name: value(name, told[name])
        for name in COMPARED
        if not (numbers.is_unknown(told[name]) and numbers.is_unknown(other[name]))
    }
    marked = [(mark(told[name], other[name]), words.LABELS[name], v) for name, v in said.items()]
    place = words.PLACE.format(
        file=told["source_file"], sheet=told["source_sheet"], row=told["source_row"]
    )
    marked.append((words.OPEN, words.LABELS["place"], escape(place)))
    return [words.LINE.format(mark=m, label=label, value=v) for m, label, v in marked]


def value(name: str, found) -> str:
    if numbers.is_unknown(found):
        return words.UNKNOWN
    if name in DAYS:
        return numbers.day(found)
    return numbers.count(found) if isinstance(found, (int, float)) else escape(str(found))


def mark(left, right) -> str:
    """Whether the two say the same; open where one of them is silent."""
    if numbers.is_unknown(left) or numbers.is_unknown(right):
        return words.OPEN
    return words.AGREES if normalise_name(left) == normalise_name(right) else words.DIFFERS


def decided(known: Mapping[str, Decision]) -> pd.DataFrame:
    """Decisions in force, newest first."""
    rows = [told(one) for one in sorted(known.values(), key=lambda d: -d.seq)]
    return pd.DataFrame(rows, columns=DECIDED_COLUMNS)


def decision_options(known: Mapping[str, Decision]) -> dict[str, str]:
    """pair → the decision in one line."""
    return {pair: words.DECISION_LINE.format(**told(one)) for pair, one in known.items()}


def told(one: Decision) -> dict:
    names = [(one.facts.get(own) or {}).get("facility_name") or words.UNKNOWN for own in one.pair]
    return {
        "kind_words": words.KINDS[one.kind],
        "number": number_of(one.pair[0]),
        "one": names[0],
        "other": names[1],
        "said": words.DECISIONS[one.decision],
        "actor": one.actor,
        "at": moment(one.at),
    }
