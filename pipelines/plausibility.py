"""Values that are hardly possible: more people than live in the village, a fortune per person."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.catalog.files import read_yaml
from models.catalog.forms import Form, Forms
from pipelines.problems import ProblemWriter
from pipelines.settings import CATALOG, Home
from pipelines.subjects import places_of
from pipelines.warehouse import newest_build, open_build

CODE = "implausible"
PLACE = ["source_sheet", "source_row", "block"]
RESIDENTS = "select village_code, village, residents from mart_village where residents is not null"


class Plausibility:
    """Judges accepted rows against the limits of plausibility.yml and the newest build."""

    def __init__(self, home: Home, forms: Forms) -> None:
        self.home, self.forms = home, forms
        self.writer = ProblemWriter(forms)
        self.limits = read_yaml(CATALOG / "plausibility.yml")

    @cached_property
    def residents(self) -> dict[str, tuple[str, int]]:
        """village_code → (village, residents), as the newest build knows them."""
        build = newest_build(self.home)
        found = open_build(build).rows(RESIDENTS) if build else []
        return {code: (village, int(n)) for code, village, n in found}

    def problems(self, folder: Path) -> list[dict[str, Any]]:
        """A warning for every cell of a staged folder that is beyond a limit."""
        found = []
        for form in self.forms.forms:
            path = folder / f"{form.code}.parquet"
            if path.is_file():
                found += self._of_form(form, path)
        return found

    def _of_form(self, form: Form, path: Path) -> list[dict[str, Any]]:
        people, money = self.limits["people"], self.limits["money_per_person"]
        wanted = {"village_code", *people["columns"], money["people"], *money["columns"]}
        columns = [name for name in pq.read_schema(path).names if name in wanted]
        if money["people"] not in columns:
            return []
        table = pq.read_table(path, columns=[*columns, *PLACE])
        fewest = min((n for _, n in self.residents.values()), default=math.inf)
        crowd, fortune = greatest(table, people["columns"]), greatest(table, money["columns"])
        if crowd <= fewest and fortune <= money["limit_wan"]:  # nearly always: no need to look on
            return []
        rows = table.to_pandas()
        told = [*self._crowds(rows, people), *self._fortunes(rows, money)]
        places = {name: places_of(path.parent, form.code, name) for _, name, _ in told}
        return [self._problem(form, row, name, why, places[name]) for row, name, why in told]

    def _crowds(self, rows: pd.DataFrame, limit: dict):
        """(row, column, why) of every count of people beyond the village's residents."""
        columns = [name for name in limit["columns"] if name in rows]
        most = rows["village_code"].map({code: n for code, (_, n) in self.residents.items()})
        for name in columns:
            for index in rows.index[rows[name].gt(most)]:
                village, residents = self.residents[rows.at[index, "village_code"]]
                words = {"village": village, "residents": f"{residents:,}"}
                yield rows.loc[index], name, limit["message"].format(**words)

    def _fortunes(self, rows: pd.DataFrame, limit: dict):
        """(row, column, why) of the first sum of every row that is beyond a fortune each."""
        columns = [name for name in limit["columns"] if name in rows]
        people = rows[limit["people"]]
        each = rows[columns].div(people.where(people > 0), axis=0)
        is_beyond = each.gt(limit["limit_wan"])
        for index in rows.index[is_beyond.any(axis=1)]:
            name = is_beyond.loc[index].idxmax()
            words = {"each": f"{each.at[index, name]:,.6g}", "limit": f"{limit['limit_wan']:,}"}
            yield rows.loc[index], name, limit["message"].format(**words)

    def _problem(self, form: Form, row: pd.Series, name: str, why: str, places: dict) -> dict:
        sheet, number, block = row["source_sheet"], int(row["source_row"]), int(row["block"])
        letter, cell = places.get((sheet, block), (None, None))
        problem = self.writer.write(
            CODE,
            sheet,
            row=number,
            cell=cell or f"{letter or 'A'}{number}",
            column=form.column(name).heading,
            value=float(row[name]),
            words={"other": why},
        )
        return {"sheet": sheet, "block": block, **problem.public()}


def greatest(table: pa.Table, columns: list[str]) -> float:
    """The greatest value in any of these columns; 0 when none has a value."""
    found = [pc.max(table[name]).as_py() for name in columns if name in table.column_names]
    return max((value for value in found if value is not None), default=0)
