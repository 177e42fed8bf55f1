"""Heading by heading, what a staged workbook was understood as, with examples of its values."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from models.catalog.forms import Forms, load_forms
from pipelines.differences import said
from pipelines.queries.scope import PERSONAL_COLUMNS, Person, mask
from pipelines.settings import CATALOG

COLUMNS = ["sheet", "block", "form", "letter", "heading", "column", "meaning", "examples"]
EXAMPLES = 3
JOIN = "、"


@cache
def choices() -> dict[str, dict[str, str]]:
    """form → column → its heading, in the order of the catalogue."""
    forms, _ = load_forms(CATALOG)
    return {form.code: {c.name: c.heading for c in form.columns} for form in forms.forms}


def mapping(folder: Path, forms: Forms, person: Person) -> pd.DataFrame:
    """One row per heading of every recognised table (COLUMNS): `column` "" and `meaning` None when
    it was not understood. Examples are the first different values, personal ones starred."""
    blocks = pq.read_table(folder / "blocks.parquet").to_pylist()
    known = [_known(row, folder, forms, person) for row in blocks if row["letter"] or row["cell"]]
    found = pd.DataFrame([*known, *_unknown(folder, blocks)], columns=COLUMNS)
    order = found["letter"].map(lambda letter: (len(letter), letter))
    return (
        found.assign(order=order)
        .sort_values(["sheet", "block", "order"], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def _known(row: dict, folder: Path, forms: Forms, person: Person) -> dict:
    column = forms.form(row["form"]).column(row["column"])
    values = _values(folder / f"{row['form']}.parquet", row)
    if row["column"] in PERSONAL_COLUMNS:
        values = [mask(value) for value in values] if person.is_masked else values
    return {
        "sheet": row["source_sheet"],
        "block": row["block"],
        "form": row["form"],
        "letter": row["cell"] or row["letter"],
        "heading": row["heading"],
        "column": row["column"],
        "meaning": column.heading,
        "examples": JOIN.join(values),
    }


def _values(path: Path, row: dict) -> list[str]:
    """The first different accepted values of a column of one block."""
    if not path.is_file():
        return []
    here = [("source_sheet", "=", row["source_sheet"]), ("block", "=", row["block"])]
    rows = pq.read_table(path, columns=[row["column"]], filters=here).slice(0, 200)
    found = [said(value) for value in rows[row["column"]].to_pylist()]
    return list(dict.fromkeys(value for value in found if value))[:EXAMPLES]


def _unknown(folder: Path, blocks: list[dict]) -> list[dict]:
    """Headings whose values are kept raw because nobody knows what they mean."""
    forms = {(row["source_sheet"], row["block"]): row["form"] for row in blocks}
    rows = pq.read_table(folder / "extra.parquet").to_pandas()
    found = []
    for (sheet, block, letter), group in rows.groupby(["source_sheet", "block", "letter"]):
        values = list(dict.fromkeys(group["value"].dropna()))[:EXAMPLES]
        found.append(
            {
                "sheet": sheet,
                "block": block,
                "form": forms.get((sheet, block)),
                "letter": letter,
                "heading": group["heading"].iloc[0],
                "column": "",
                "meaning": None,
                "examples": JOIN.join(values),
            }
        )
    return found
