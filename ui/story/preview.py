"""Sentences and frames of the preview: what changes, and what each heading was taken for."""

from __future__ import annotations

import pandas as pd

from ledger.synonyms import Synonym
from ledger.wordings import Wording
from models.catalog.corrections import Correction
from pipelines.differences import KINDS
from pipelines.mapping import choices
from pipelines.queries import knowledge
from ui.parts import escape
from ui.story.importing import moment
from ui.text import asked, importing
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


def open_lines(found: dict) -> list[str]:
    """What nobody understood yet: sheets without a form, headings without a column."""
    headings = heading_rows(found)
    n_headings = int(headings["is_open"].sum()) if len(headings) else 0
    n_sheets = sum(row["form"] is None for row in form_rows(found))
    lines = [importing.OPEN_SHEETS.format(n=n_sheets)] if n_sheets else []
    return [*lines, importing.OPEN_HEADINGS.format(n=n_headings)] if n_headings else lines


def form_rows(found: dict) -> list[dict]:
    """Tables whose form a person may give: file, sheet, form (None: unknown) and the rows that may
    be their headings; unknown ones first."""
    rows = [
        {"file": entry["file"], **{name: sheet[name] for name in ("sheet", "form", "heading_rows")}}
        for entry in found["files"]
        if not entry.get("foreign")
        for sheet in entry.get("sheets", ())
        if sheet.get("heading_rows")
    ]
    return sorted(rows, key=lambda row: row["form"] is not None)


def form_option(row: dict) -> str:
    form = knowledge.form_names().get(row["form"], importing.UNKNOWN_FORM)
    return words.SHEET_OPTION.format(file=row["file"], sheet=row["sheet"], form=form)


def row_option(row) -> str:
    return words.ROW_OPTION.format(row=row[0], words=shortened(words.ROW_JOIN.join(row[1])))


def shortened(line: str) -> str:
    return line if len(line) <= words.LONGEST else f"{line[: words.LONGEST]}…"


def whole_words(correction: Correction) -> dict[str, str]:
    heading = shortened(words.ROW_JOIN.join(correction.words))
    return {"heading": heading, "form": knowledge.form_names()[correction.form]}


def option(row) -> str:
    return words.OPTION.format(
        heading=row["heading"], sheet=row["sheet"], letter=row["letter"], meaning=row["meaning"]
    )


def meaning_of(correction: Correction) -> str:
    return choices()[correction.form].get(correction.column, words.NOT_READ)


def pending_line(corrections: list[Correction | Wording]) -> str:
    return words.PENDING.format(list=words.LINE_JOIN.join(map(one_pending, corrections)))


def asked_line(one: dict, file: str) -> str:
    """A question about a workbook that is only looked at."""
    cells = asked.CELLS.format(n=one["cells"]) if one["cells"] else ""
    return asked.SOURCE.format(message=escape(one["message"]), cells=cells, file=escape(file))


def place_of(rows: pd.DataFrame, wanted: tuple[str, str] | None) -> int:
    """The row of a form's heading, else the first."""
    found = [
        number for number, row in enumerate(rows.itertuples()) if (row.form, row.heading) == wanted
    ]
    return found[0] if found else 0


def wording_words(one: Wording) -> dict[str, str]:
    column = choices()[one.form][one.column]
    return {"column": column, "wording": shortened(one.wording), "reading": one.reading}


def one_pending(one: Correction | Wording) -> str:
    if isinstance(one, Wording):
        return escape(words.WORDING_PENDING.format(**wording_words(one)))
    if one.is_whole:
        return escape(words.WHOLE_PENDING.format(**whole_words(one)))
    form, meaning = knowledge.form_names()[one.form], meaning_of(one)
    return words.ONE_PENDING.format(form=form, heading=escape(one.heading), meaning=meaning)


def synonym_line(one: Synonym | Wording) -> str:
    if isinstance(one, Wording):
        form = knowledge.form_names()[one.form]
        return words.WORDING.format(form=form, **wording_words(one))
    said = one.correction
    if said.is_whole:
        who = {"actor": one.actor, "at": moment(one.at)}
        return words.WHOLE_SYNONYM.format(**whole_words(said), **who)
    return words.SYNONYM.format(
        form=knowledge.form_names()[said.form],
        heading=said.heading,
        meaning=meaning_of(said),
        actor=one.actor,
        at=moment(one.at),
    )
