"""Related subjects as one: who belongs together, and what their facts come to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from models.catalog.grouping import HIGHEST, SUM, WITH, WORDS, GroupFact
from models.floors import Facts, Known, holds, is_known

SHOWN = 4  # names told in a sentence; further ones are counted

# ---------------------------------------------------------------- who belongs together


def connected(ties: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Groups of two or more subjects joined by the keys they share, through others too; each in
    the order of ids. ties: (subject, key)."""
    root: dict[str, str] = {}

    def find(one: str) -> str:
        while root.setdefault(one, one) != one:
            root[one] = one = root[root[one]]
        return one

    subjects = set()
    for subject, key in ties:
        subjects.add(subject)
        root[find("key:" + key)] = find(subject)
    found: dict[str, list[str]] = {}
    for subject in sorted(subjects):
        found.setdefault(find(subject), []).append(subject)
    return sorted(tuple(one) for one in found.values() if len(one) > 1)


def group_id(members: Iterable[str]) -> str:
    """One id for a set of subjects, whatever tied them."""
    return "G-" + hashlib.sha256("|".join(sorted(members)).encode()).hexdigest()[:10]


# ---------------------------------------------------------------- what they come to


def gathered(
    wanted: Sequence[GroupFact], groups: Sequence[np.ndarray], facts: Facts, names: Sequence[str]
) -> dict[str, Known]:
    """Group facts over the rows of `facts`. groups: the rows of each group, of one month; names:
    what each row's subject is called."""
    found: dict[str, Known] = {}
    for one in wanted:
        values, others = _gather(one, groups, facts, names)
        found |= {one.name: Known(values), one.name + WITH: Known(others)}
    return found


def _gather(one: GroupFact, groups, facts: Facts, names) -> tuple[np.ndarray, np.ndarray]:
    columns = [facts[name] for name in one.columns]
    size = len(columns[0].values)
    apart = np.all([holds(c, facts) for c in one.without], axis=0) if one.without else None
    values = np.full(size, None if one.how == WORDS else np.nan, dtype=object)
    others = np.full(size, None, dtype=object)
    for rows in groups:
        here = rows if apart is None else rows[~apart[rows]]
        told = HOW[one.how]([known for column in columns for known in _known_at(column, here)])
        if len(here) < 2 or told is None:
            continue
        for row in here:
            values[row], others[row] = told, told_names([names[r] for r in here if r != row])
    return (values if one.how == WORDS else values.astype(float)), others


def _known_at(column: Known, rows: np.ndarray) -> list:
    """What is known of these rows; of a range its lower end."""
    values = column.values if column.low is None else column.low
    return list(values[rows][is_known(values[rows])])


def _words(texts: list) -> str | None:
    said = dict.fromkeys(word for text in texts for word in str(text).split("、"))
    return "、".join(said) or None


HOW = {
    SUM: lambda known: round(float(sum(known)), 6) if known else None,
    HIGHEST: lambda known: float(max(known)) if known else None,
    WORDS: _words,
}


def told_names(names: Sequence[str]) -> str:
    shown = "、".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown}等{len(names)}家"
