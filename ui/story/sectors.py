"""Measures, matrix and the sentence of 行业分布."""

from __future__ import annotations

import pandas as pd

from ui import maps, numbers, text
from ui.parts import escape
from ui.story.riskmap import Measure, households
from ui.text import sectors as words


class SectorMeasure(Measure):
    """A measure of the matrix."""

    @property
    def label(self) -> str:
        return words.MEASURES[self.code]


MEASURES = {
    m.code: m
    for m in (
        SectorMeasure("facilities", "facilities", households, text.HOUSEHOLDS),
        SectorMeasure("urgent", "urgent", households, text.HOUSEHOLDS),
        SectorMeasure("people", "people_involved", numbers.people, text.PEOPLE),
        SectorMeasure("amount", "amount_involved_wan", numbers.money, text.WAN_YUAN),
    )
}
COLUMNS = ["rank", "level", "facility_name", "village", "sector", "score", "people_involved",
           "amount_involved_wan", "reason"]  # fmt: skip


def sentence(by_sector: pd.DataFrame, period: str) -> str:
    """by_sector: one row per sector, largest amount first, unknown last."""
    urgent, first = urgent_words(by_sector), by_sector.iloc[0]
    said = {"period": numbers.period(period), "urgent": urgent}
    if numbers.is_unknown(first["amount_involved_wan"]):
        return words.ANSWER_UNKNOWN.format(n=int(by_sector["facilities"].sum()), **said)
    return words.ANSWER.format(
        first=escape(first["sector"]),
        amount=numbers.money(first["amount_involved_wan"]),
        people=numbers.people(first["people_involved"]),
        n=first["facilities"],
        **said,
    )


def urgent_words(by_sector: pd.DataFrame) -> str:
    most = int(by_sector["urgent"].max())
    if not most:
        return words.ANSWER_NO_URGENT
    names = [escape(name) for name in by_sector.loc[by_sector["urgent"] == most, "sector"]]
    pattern = words.ANSWER_URGENT if len(names) == 1 else words.ANSWER_TIED
    return pattern.format(name=text.FILTER_JOIN.join(names), n=most)


def by_size(cells: pd.DataFrame) -> list[str]:
    """Sectors by number of subjects: the same order for every measure, so no column jumps."""
    sums = cells.groupby("sector")["facilities"].sum()
    return sums.sort_values(ascending=False, kind="stable").index.tolist()


def grid(
    cells: pd.DataFrame, measure: Measure, villages: list[str], sectors: list[str], chosen: tuple
) -> list[maps.Tile]:
    """A tile per village and sector that has a subject. chosen: (village names, sectors)."""
    largest = cells[measure.column].max(skipna=True)
    return [
        one_cell(row, measure, largest, villages, sectors, chosen)
        for row in cells.to_dict("records")
        if row["village"] in villages
    ]


def one_cell(row: dict, measure: Measure, largest: float, villages, sectors, chosen) -> maps.Tile:
    value = row[measure.column]
    picked_villages, picked_sectors = chosen
    is_chosen = row["village"] in picked_villages and row["sector"] in picked_sectors
    return maps.Tile(
        column=sectors.index(row["sector"]),
        row=villages.index(row["village"]),
        title="",
        words=measure.shown(value),
        share=maps.share_of(value, largest),
        id=f"{row['village']}|{row['sector']}",
        hover=hover(row),
        is_chosen=is_chosen,
    )


def hover(row: dict) -> str:
    said = {
        "people": numbers.people(row["people_involved"]),
        "amount": numbers.money(row["amount_involved_wan"]),
    }
    return words.HOVER.format(**{**row, **said})


def known_note(by_sector: pd.DataFrame, column: str) -> str:
    known, total = int(by_sector[column].sum()), int(by_sector["facilities"].sum())
    return words.KNOWN_NOTE.format(known=known, total=total)


def largest_first(by_sector: pd.DataFrame, column: str) -> pd.DataFrame:
    return by_sector.sort_values(column, ascending=False, na_position="last")
