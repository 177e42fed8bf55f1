"""What an import would change: each form's rows against what is stored, by the marts' own keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from models.catalog.forms import Form, Forms
from models.identity import identify
from models.matching import match
from pipelines.matters import READ, ids_of_news
from pipelines.queries.asking import ask
from pipelines.queries.scope import PERSONAL_COLUMNS, Person, mask
from pipelines.transform import ROSTER
from pipelines.warehouse import open_build

NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"
KINDS = (NEW, CHANGED, UNCHANGED, GONE)
PLACE = ["source_sheet", "source_row", "block"]
ROSTER_COLUMNS = ["facility_id", "facility_name", "credit_code", "village_code"]
ROWS = ["form", "kind", "name", "when", "heading", "old", "new", "sheet", "cell"]


@dataclass(frozen=True)
class Kept:
    """Where a form's rows are stored and what tells them apart. `when`: the column that dates a
    row; a stored row is missed (gone) only among the places and the dates that the file covers."""

    sql: str
    key: tuple[str, ...]
    name: str
    when: str | None = None
    by_month: bool = False
    never_blanked: tuple[str, ...] = ()


STORED = {
    "facility": Kept(
        "select * from stg_subject",
        ("facility_id",),
        "facility_name",
        never_blanked=("credit_code",),
    ),
    "screening": Kept(
        "select * exclude (facility_id), coalesce(facility_id, 'unknown:' || "
        "coalesce(facility_name, '') || ':' || coalesce(village_code, '')) as subject_key "
        "from mart_screening",
        ("subject_key", "screened_date"),
        "facility_name",
        "screened_date",
        by_month=True,
    ),
    "lead": Kept("select * from stg_lead_book", ("matter_id",), "lead_no", "received_date"),
    "rectification": Kept(
        "select * from stg_task_book", ("matter_id",), "task_no", "assigned_date"
    ),
    "publicity": Kept(
        "select * from mart_publicity",
        ("village", "activity_date", "channel", "occurrence"),
        "channel",
        "activity_date",
        by_month=True,
    ),
    "submission": Kept("select * from mart_submission", ("unit", "period"), "unit", "period"),
    "population": Kept(
        "select * from mart_population", ("village_code", "as_of_date"), "village", "as_of_date"
    ),
}


@dataclass(frozen=True)
class Difference:
    """counts: (form, kind) → rows; rows: one per new or missed row and per changed cell (ROWS)."""

    counts: Mapping[tuple[str, str], int]
    rows: pd.DataFrame


def differences(folder: Path, build: Path | None, forms: Forms, person: Person) -> Difference:
    """A staged folder against a build (None: nothing is stored, all is new). Personal words are
    hidden where the person's role hides them."""
    counts: dict[tuple[str, str], int] = {}
    frames = []
    headings = _headings(folder)
    for form in forms.forms:
        path = folder / f"{form.code}.parquet"
        if not path.is_file():
            continue
        incoming = _incoming(form, path, build)
        stored = _stored(form, build, incoming)
        found = compare(form, incoming, stored, headings.get(form.code, {}))
        frames.append(found.rows)
        counts |= found.counts
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=ROWS)
    return Difference(counts, _masked(rows, forms, person))


def compare(
    form: Form, incoming: pd.DataFrame, stored: pd.DataFrame, headings: Mapping[tuple, dict]
) -> Difference:
    """Rows with the columns of STORED[form].key each. `headings`: (sheet, block) → column → letter
    or cell; a column that a block lacks leaves the stored value standing."""
    kept = STORED[form.code]
    key = list(kept.key)
    incoming, stored = (rows.assign(**{k: rows[k].map(said) for k in key}).astype(object)
                        for rows in (incoming, stored))  # fmt: skip
    incoming = incoming.drop_duplicates(key, keep="last")
    both = incoming.merge(stored, on=key, how="left", suffixes=("", "·"), indicator="·")
    is_new = (both["·"] == "left_only").to_numpy()
    cells = _changed_cells(form, both[~is_new], headings)
    new = _as_rows(form, kept, both[is_new], NEW)
    gone = _as_rows(form, kept, _missed(kept, incoming, stored), GONE)
    touched = cells.drop_duplicates(["sheet", "·row"]) if len(cells) else cells
    counts = {
        (form.code, NEW): len(new),
        (form.code, CHANGED): len(touched),
        (form.code, UNCHANGED): len(both) - len(new) - len(touched),
        (form.code, GONE): len(gone),
    }
    frames = [frame for frame in (cells, new, gone) if len(frame)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=ROWS)
    return Difference(counts, rows.reindex(columns=ROWS))


NUMBERED = tuple(READ)  # a number of their own, with its subject, says which row is meant


# ---------------------------------------------------------------- both sides


def _headings(folder: Path) -> dict[str, dict[tuple, dict[str, str]]]:
    """form → (sheet, block) → column → letter, or the full address on a card."""
    found: dict[str, dict[tuple, dict[str, str]]] = {}
    for row in pq.read_table(folder / "blocks.parquet").to_pylist():
        block = found.setdefault(row["form"], {}).setdefault(
            (row["source_sheet"], row["block"]), {}
        )
        block[row["column"]] = row["cell"] or row["letter"]
    return found


def _incoming(form: Form, path: Path, build: Path | None) -> pd.DataFrame:
    """The accepted rows with the columns of the mart's key."""
    rows = pq.read_table(path).to_pandas()
    if form.code == "facility":
        return rows.assign(facility_id=_facility_ids(rows, build))
    if form.code == "screening":
        return rows.assign(subject_key=_subject_keys(rows, build))
    if form.code == "publicity":
        same = ["village", "activity_date", "channel"]
        return rows.assign(occurrence=rows.groupby(same, dropna=False).cumcount() + 1)
    if form.code in NUMBERED:
        return rows.assign(matter_id=matter_ids(form.code, rows, path.parent, build))
    return rows


def matter_ids(form: str, rows: pd.DataFrame, folder: Path, build: Path | None) -> list[str]:
    """The matter of each row, as the next build would give it."""
    frame = rows.assign(facility_id=_subjects(rows, build))
    replays = folder / "replays.parquet"
    answers = pq.read_table(replays).to_pandas() if replays.is_file() else None
    asked = open_build(build).rows if build else (lambda sql: [])
    return ids_of_news(form, frame, answers, asked)


def _facility_ids(rows: pd.DataFrame, build: Path | None) -> list[str]:
    """Ids as the next build would give them, over all statements old and new; where a code became
    known only now, the id under which the subject is stored."""
    columns = ["facility_name", "credit_code", "village_code"]
    known = ask(build, "select * from stg_facility order by row_id") if build else rows.head(0)
    together = pd.concat([known[columns], rows[columns]], ignore_index=True).astype(object)
    ids = identify(together.where(together.notna(), None))
    old = dict(zip(ids["facility_id"], known.get("facility_id", ()), strict=False))
    own = ids.iloc[len(known) :]
    named = dict(zip(ids["alias_id"], known.get("facility_id", ()), strict=False))
    pairs = zip(own["facility_id"], own["alias_id"], strict=True)
    return [old.get(one) or (named.get(alias) if _is_uncoded(alias, named) else None) or one
            for one, alias in pairs]  # fmt: skip


def _is_uncoded(alias: str, named: Mapping[str, str]) -> bool:
    """Whether the name's own id is the stored one: it had no code until now."""
    return named.get(alias) == alias


def _subject_keys(rows: pd.DataFrame, build: Path | None) -> list[str]:
    """The subject of each visit where it is certain, else its name and village."""
    found = _subjects(rows, build)
    names, places = (rows[c].fillna("") for c in ("facility_name", "village_code"))
    triples = zip(found, names, places, strict=True)
    return [
        one if isinstance(one, str) else f"unknown:{name}:{place}" for one, name, place in triples
    ]


def _subjects(rows: pd.DataFrame, build: Path | None) -> pd.Series:
    """The stored subject of each row, where it is certain."""
    roster = ask(build, ROSTER) if build else pd.DataFrame(columns=ROSTER_COLUMNS)
    return match(rows.rename(columns={"facility_name": "name"}), roster)["facility_id"]


def _stored(form: Form, build: Path | None, incoming: pd.DataFrame) -> pd.DataFrame:
    if build is None:
        return incoming.head(0)
    return ask(build, STORED[form.code].sql)


# ---------------------------------------------------------------- what differs


def _changed_cells(form: Form, both: pd.DataFrame, headings: Mapping[tuple, dict]) -> pd.DataFrame:
    """One row per cell that says something else than what is stored."""
    kept = STORED[form.code]
    blocks = pd.Series(list(zip(both["source_sheet"], both["block"], strict=True)), both.index)
    frames = []
    for column in form.columns:
        if f"{column.name}·" not in both or column.name in kept.key:
            continue
        new, old = both[column.name].map(said), both[f"{column.name}·"].map(said)
        is_there = blocks.map(lambda b, name=column.name: name in headings.get(b, {})).astype(bool)
        differs = is_there & (new.fillna("") != old.fillna(""))
        if column.name in kept.never_blanked:
            differs &= new.notna()
        frames.append(_cells(form, column, both[differs], old, new, headings))
    found = [frame for frame in frames if len(frame)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*ROWS, "·row"])


def _cells(form: Form, column, rows: pd.DataFrame, old, new, headings) -> pd.DataFrame:
    places = zip(rows["source_sheet"], rows["block"], rows["source_row"], strict=True)
    found = _as_rows(form, STORED[form.code], rows, CHANGED)
    return found.assign(
        heading=column.heading,
        old=old[rows.index].tolist(),
        new=new[rows.index].tolist(),
        cell=[_address(headings[s, b].get(column.name), r) for s, b, r in places],
    )


def _address(place: str | None, row: int) -> str | None:
    if place is None:
        return None
    return place if place[-1:].isdigit() else f"{place}{row}"


def _missed(kept: Kept, incoming: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """Stored rows of the same places and dates that the file does not have."""
    place = "unit" if "unit" in stored else "village"
    near = stored[stored[place].isin(incoming[place].dropna())]
    if kept.when:
        near = near[_dates(kept, near).isin(_dates(kept, incoming))]
    known = set(incoming[list(kept.key)].itertuples(index=False, name=None))
    keys = near[list(kept.key)].itertuples(index=False, name=None)
    return near[np.array([key not in known for key in keys], bool)]


def _dates(kept: Kept, rows: pd.DataFrame) -> pd.Series:
    days = rows[kept.when].map(said)
    return days.str[:7] if kept.by_month else days


def _as_rows(form: Form, kept: Kept, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "form": form.code,
            "kind": kind,
            "name": rows[kept.name].map(said),
            "when": rows[kept.when].map(said) if kept.when else None,
            "heading": None,
            "old": None,
            "new": None,
            "sheet": rows["source_sheet"] if kind != GONE else None,
            "cell": None,
            "·row": rows["source_row"],
        }
    ).astype(object)
    if kind == NEW:
        frame["cell"] = [f"A{row}" for row in rows["source_row"]]
    return frame


def said(value: Any) -> str | None:
    """A value as one text, the same for a workbook's and a build's types; unknown is None."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(value)


def _masked(rows: pd.DataFrame, forms: Forms, person: Person) -> pd.DataFrame:
    if not person.is_masked or rows.empty:
        return rows
    columns = [column for form in forms.forms for column in form.columns]
    hidden = {column.heading for column in columns if column.name in PERSONAL_COLUMNS}
    is_personal = rows["heading"].isin(hidden)
    for side in ("old", "new"):
        starred = rows[side].map(mask, na_action="ignore")
        rows = rows.assign(**{side: rows[side].where(~is_personal, starred)})
    return rows
