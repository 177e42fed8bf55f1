"""From a row of a mart back to the workbook: which headings and cells it was read from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ledger.events import Ledger
from ledger.imports import stored_name
from pipelines.originals import cell_texts
from pipelines.queries.asking import ask, ask_one
from pipelines.settings import Home

# The form and block a source row was read as. A card's row is its first cell's.
HOME_OF_ROW = """
with found as (
    select 'facility' as form, block, batch_id, source_sheet, source_row from raw_facility
    union all select 'screening', block, batch_id, source_sheet, source_row from raw_screening
    union all select 'lead', block, batch_id, source_sheet, source_row from raw_lead
    union all select 'rectification', block, batch_id, source_sheet, source_row
        from raw_rectification
    union all select 'publicity', block, batch_id, source_sheet, source_row from raw_publicity
    union all select 'submission', block, batch_id, source_sheet, source_row from raw_submission
    union all select 'population', block, batch_id, source_sheet, source_row from raw_population
)
select f.form, f.block, b.sha256, b.file
from found f join mart_batch b using (batch_id)
where f.batch_id = $batch_id and f.source_sheet = $source_sheet and f.source_row = $source_row
limit 1
"""

CELLS = """
select "column", heading, coalesce(cell, letter || $source_row) as cell
from raw_block_column b
where batch_id = $batch_id and source_sheet = $source_sheet and form = $form and block = $block
    and (cell is not null or letter is not null)
order by b.cell nulls first, length(b.letter), b.letter
"""


def home_of_row(build: Path, batch_id: str, source_sheet: str, source_row: int) -> dict:
    """form, block, sha256, file of an imported row; {} when the build does not know it."""
    return ask_one(
        build,
        HOME_OF_ROW,
        batch_id=batch_id,
        source_sheet=source_sheet,
        source_row=int(source_row),
    )


def cells_of_row(build: Path, batch_id: str, source_sheet: str, source_row: int) -> pd.DataFrame:
    """column, heading, cell of every value that one imported row was read from."""
    home = home_of_row(build, batch_id, source_sheet, source_row)
    if not home:
        return pd.DataFrame(columns=["column", "heading", "cell"])
    return ask(
        build,
        CELLS,
        batch_id=batch_id,
        source_sheet=source_sheet,
        source_row=int(source_row),
        form=home["form"],
        block=home["block"],
    )


def original_texts(home: Home, build: Path, row: dict, cells: list[str]) -> dict[str, str]:
    """cell → the text as it stands in the stored workbook; {} when the file is not there."""
    known = home_of_row(build, row["batch_id"], row["source_sheet"], row["source_row"])
    name = stored_name(Ledger(home.ledger_url).events("batch"), row["batch_id"]) if known else None
    path = home.raw / name if name else None
    if path is None or not path.exists():
        return {}
    return cell_texts(path, row["source_sheet"], cells)
