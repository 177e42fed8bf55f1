"""Names in an import that the roster does not know: flagged now, decided by a person later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from models.catalog.forms import Forms
from models.matching import credit_code_ok, match, normalise_name
from pipelines.naming import ids_of
from pipelines.problems import ProblemWriter

NAMED = ("screening", "lead", "rectification")
ROSTER = ["facility_id", "facility_name", "credit_code", "village_code"]
ASKED = ["facility_name", "credit_code", "village_code", "source_sheet", "source_row", "block"]


class SubjectCheck:
    """Compares names with the facility rows of all live imports and of this one."""

    def __init__(self, forms: Forms, settled: frozenset[str] = frozenset()) -> None:
        """`settled`: ids of names (ledger/identities.py) that a person decided already."""
        self.forms, self.settled = forms, settled
        self.writer = ProblemWriter(forms)
        self.known: list[pd.DataFrame] = []
        self._roster: pd.DataFrame | None = None

    def learn(self, folder: Path) -> None:
        """Add the facilities of a staged folder to the roster."""
        path = folder / "facility.parquet"
        if path.is_file():
            self.known.append(_read(path, ROSTER[1:]))
            self._roster = None

    def roster(self) -> pd.DataFrame:
        """Known facilities, one row per wording, with a stable id."""
        if self._roster is None:
            rows = (
                pd.concat(self.known, ignore_index=True)
                if self.known
                else pd.DataFrame(columns=ROSTER[1:])
            )
            rows = rows.drop_duplicates(ignore_index=True)
            ids = [_identity(*row) for row in rows.itertuples(index=False)]
            self._roster = rows.assign(facility_id=ids)[ROSTER].astype(object)
        return self._roster

    def problems(self, folder: Path) -> list[dict[str, Any]]:
        """Warnings for every accepted row whose name is not certainly a known facility."""
        found = []
        for form in NAMED:
            path = folder / f"{form}.parquet"
            if path.is_file():
                rows = _read(path, ASKED)
                found += self._of_form(folder, form, rows[rows["facility_name"].notna()])
        return found

    def _of_form(self, folder: Path, form: str, rows: pd.DataFrame) -> list[dict[str, Any]]:
        if rows.empty:
            return []
        asked = rows.rename(columns={"facility_name": "name"})
        answers = match(asked, self.roster(), self.forms.region.renamed)
        names = dict(zip(self.roster()["facility_id"], self.roster()["facility_name"], strict=True))
        places = places_of(folder, form, "facility_name")
        unknown = answers["facility_id"].isna()
        if self.settled:
            unknown &= pd.Series(ids_of(asked), asked.index).map(
                lambda one: one not in self.settled
            )
        pairs = zip(
            rows[unknown].itertuples(index=False),
            answers[unknown].itertuples(index=False),
            strict=True,
        )
        return [self._problem(row, answer, names, places, form) for row, answer in pairs]

    def _problem(self, row, answer, names: dict, places: dict, form: str) -> dict[str, Any]:
        proposal = answer.proposal_facility_id
        near = proposal is not None and proposal == proposal
        letter, cell = places.get((row.source_sheet, row.block), (None, None))
        problem = self.writer.write(
            "near_subject" if near else "unknown_subject",
            row.source_sheet,
            row=int(row.source_row),
            cell=cell or f"{letter or 'A'}{row.source_row}",
            column=self.forms.form(form).column("facility_name").heading,
            value=row.facility_name,
            words={"used": names.get(proposal, "")} if near else None,
        )
        return {"sheet": row.source_sheet, "block": int(row.block), **problem.public()}


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    return pq.read_table(path, columns=columns).to_pandas().astype(object)


def _identity(name: str, code: str | None, village: str | None) -> str:
    if credit_code_ok(code):
        return f"code:{code}"
    return f"name:{normalise_name(name)}:{village or ''}"


def places_of(
    folder: Path, form: str, column: str
) -> dict[tuple[str, int], tuple[str | None, str | None]]:
    """(sheet, block) → letter or cell of a column."""
    rows = pq.read_table(folder / "blocks.parquet").to_pylist()
    return {
        (r["source_sheet"], r["block"]): (r["letter"], r["cell"])
        for r in rows
        if r["form"] == form and r["column"] == column
    }
