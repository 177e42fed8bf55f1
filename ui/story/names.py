"""Sentences and frames of 名称核对: the queue, the evidence side by side, the decisions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ledger.identities import SAME, Decision
from models.matching import normalise_name
from pipelines.queries import knowledge
from ui import numbers, text
from ui.parts import escape
from ui.story.importing import moment
from ui.text import names as words
from ui.text import quality as quality_words

QUEUE_COLUMNS = ["kind_words", "name", "proposal_name", "similarity", "village", "forms_words",
                 "rows", "later_words", "file"]  # fmt: skip
DECIDED_COLUMNS = ["name", "village", "said", "actor", "at"]
COMPARED = ("name", "credit_code", "village")
REGISTERED = ("legal_person", "phone", "address", "facility_type", "registration_status", "sector")


def queue(rows: pd.DataFrame) -> pd.DataFrame:
    kinds = quality_words.KINDS
    names = knowledge.form_names()
    return rows.assign(
        kind_words=rows["method"].map(lambda m: kinds["unknown" if m == "unknown" else "near"]),
        forms_words=[text.FILTER_JOIN.join(names[f] for f in forms) for forms in rows["forms"]],
        later_words=rows["is_later"].map(words.LATER_STATE),
    )


def value(found) -> str:
    return words.UNKNOWN if numbers.is_unknown(found) else escape(found)


def mark(left, right) -> str:
    """Whether the two sides say the same; open where one of them is silent."""
    if numbers.is_unknown(left) or numbers.is_unknown(right):
        return words.OPEN
    is_same = normalise_name(left) == normalise_name(right)
    return words.AGREES if is_same else words.DIFFERS


def asked_lines(asked: Mapping, subject: Mapping) -> list[str]:
    """What the workbooks say of the name, with a mark where the register says the same or not."""
    lines = [
        words.LINE.format(
            mark=mark(asked[name], subject.get(name)),
            label=words.LABELS[name],
            value=value(asked[name]),
        )
        for name in COMPARED
    ]
    names = knowledge.form_names()
    forms = text.FILTER_JOIN.join(names[form] for form in asked["forms"])
    said = {
        "forms": words.FORMS.format(forms=forms, n=asked["rows"]),
        "place": escape(words.PLACE.format(**{k: asked[k] for k in ("file", "sheet", "row")})),
    }
    return lines + [
        words.LINE.format(mark=words.OPEN, label=words.LABELS[name], value=shown)
        for name, shown in said.items()
    ]


def subject_lines(asked: Mapping, subject: Mapping) -> list[str]:
    """What the register says of the nearest subject."""
    compared = [
        words.LINE.format(
            mark=mark(asked[name], subject.get(name)),
            label=words.LABELS[name],
            value=value(subject.get(name)),
        )
        for name in COMPARED
    ]
    return compared + [
        words.LINE.format(mark=words.OPEN, label=words.LABELS[name], value=value(subject.get(name)))
        for name in REGISTERED
    ]


def method(asked: Mapping) -> str:
    """How the nearest subject was found and how near it is."""
    return words.METHOD.format(
        method=words.METHODS.get(asked["method"], asked["method"]),
        similarity=f"{asked['similarity']:.2f}",
    )


def subject_options(subjects: pd.DataFrame) -> dict[str, str]:
    """facility_id → name and village."""
    return {
        row.facility_id: words.SUBJECT.format(
            name=row.facility_name,
            village=words.NO_VILLAGE if numbers.is_unknown(row.village) else row.village,
        )
        for row in subjects.itertuples()
    }


def said(decision: Decision, subjects: Mapping[str, str]) -> str:
    words_of = words.DECISIONS[decision.decision]
    if decision.decision == SAME:
        return words_of.format(subject=subjects.get(decision.facility_id, words.GONE))
    return words_of


def decision_options(known: Mapping[str, Decision], subjects: Mapping[str, str]) -> dict[str, str]:
    """name id → the decision in one line."""
    return {
        name: words.DECISION_LINE.format(
            name=one.asked.name, said=said(one, subjects), actor=one.actor, at=moment(one.at)
        )
        for name, one in known.items()
    }


def decided(
    known: Mapping[str, Decision], subjects: Mapping[str, str], villages: Mapping[str, str]
) -> pd.DataFrame:
    """Decisions in force, newest first."""
    rows = [
        {
            "name": one.asked.name,
            "village": villages.get(one.asked.village_code),
            "said": said(one, subjects),
            "actor": one.actor,
            "at": moment(one.at),
        }
        for one in sorted(known.values(), key=lambda d: -d.seq)
    ]
    return pd.DataFrame(rows, columns=DECIDED_COLUMNS)
