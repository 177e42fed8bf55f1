"""Sentences and frames of the preview: what changes, and what each heading was taken for."""

from __future__ import annotations

import pandas as pd

from ledger.synonyms import Synonym
from models.catalog.corrections import Correction
from pipelines.differences import KINDS
from pipelines.mapping import choices
from pipelines.queries import knowledge
from ui.parts import escape
from ui.story.importing import moment
from ui.text import preview as words

DIFFERENCE_COLUMNS = ["kind_words", "form_name", "name", "when", "heading", "old", "new", "cell",
                      "sheet", "file"]  # fmt: skip
HEADING_COLUMNS = ["letter", "typed", "meaning", "examples", "sheet", "form_name", "file"]


def difference_lines(found: dict) -> list[str]:
    """Per form how many rows are new, changed, unchanged and missed, over all files."""
    sums: dict[str, dict[str, int]] = {}
    for entry in found["files"]:
        if "difference" in entry:
            for (form, kind), n in entry["difference"].counts.items():
                per_form = sums.setdefault(form, dict.fromkeys(KINDS, 0))
                per_form[kind] += n
    names = knowledge.form_names()
    return [
        words.COUNT.format(form=names.get(form, form), counts=counted(per_form))
        for form, per_form in sums.items()
    ]


def counted(per_kind: dict[str, int]) -> str:
    shown = [
        words.KIND_COUNT.format(kind=words.KINDS[kind], n=f"{n:,}")
        for kind, n in per_kind.items()
        if n
    ]
    return words.COUNT_JOIN.join(shown) or words.NO_DIFFERENCE


def difference_rows(found: dict) -> pd.DataFrame:
    """Changed cells, new rows and missed rows of all files."""
    frames = [
        entry["difference"].rows.assign(file=entry["file"])
        for entry in found["files"]
        if "difference" in entry and len(entry["difference"].rows)
    ]
    if not frames:
        return pd.DataFrame(columns=DIFFERENCE_COLUMNS)
    rows = pd.concat(frames, ignore_index=True)
    names = knowledge.form_names()
    return rows.assign(kind_words=rows["kind"].map(words.KINDS), form_name=rows["form"].map(names))


def heading_rows(found: dict) -> pd.DataFrame:
    """Every heading of every file with what it was taken for; those not understood first."""
    frames = [
        entry["headings"].assign(file=entry["file"])
        for entry in found["files"]
        if len(entry.get("headings", ()))
    ]
    if not frames:
        return pd.DataFrame(columns=[*HEADING_COLUMNS, "form", "column"])
    rows = pd.concat(frames, ignore_index=True)
    rows = rows.assign(
        typed=rows["heading"],
        is_open=rows["column"] == "",
        meaning=rows["meaning"].fillna(words.NOT_UNDERSTOOD),
        form_name=rows["form"].map(knowledge.form_names()),
    )
    return rows.sort_values("is_open", ascending=False, kind="stable", ignore_index=True)


def option(row) -> str:
    return words.OPTION.format(
        heading=row["heading"], sheet=row["sheet"], letter=row["letter"], meaning=row["meaning"]
    )


def meaning_of(correction: Correction) -> str:
    return choices()[correction.form].get(correction.column, words.NOT_READ)


def pending_line(corrections: list[Correction]) -> str:
    names = knowledge.form_names()
    shown = [
        words.ONE_PENDING.format(
            form=names[one.form], heading=escape(one.heading), meaning=meaning_of(one)
        )
        for one in corrections
    ]
    return words.PENDING.format(list=words.LINE_JOIN.join(shown))


def synonym_line(one: Synonym) -> str:
    said = one.correction
    return words.SYNONYM.format(
        form=knowledge.form_names()[said.form],
        heading=said.heading,
        meaning=meaning_of(said),
        actor=one.actor,
        at=moment(one.at),
    )
