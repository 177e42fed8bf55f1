"""Measures, tiles and the sentence of 风险地图."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ui import maps, numbers, text, theme
from ui.parts import escape
from ui.text import riskmap as words

# Below this many elderly residents a rate per thousand jumps with a single case. No source gives
# a line for it: 参考口径, said so in the legend.
FEW_ELDERLY = 300


@dataclass(frozen=True)
class Measure:
    """What colours the map: a column of queries.riskmap.villages and how its numbers are said."""

    code: str
    column: str
    shown: Callable[[float], str]
    unit: str
    is_rate: bool = False

    @property
    def label(self) -> str:
        return words.MEASURES[self.code]


def households(n) -> str:
    return numbers.count(n, text.HOUSEHOLDS)


MEASURES = {
    m.code: m
    for m in (
        Measure("urgent", "urgent", households, text.HOUSEHOLDS),
        Measure("contested", "contested", households, text.HOUSEHOLDS),
        Measure("facilities", "facilities", households, text.HOUSEHOLDS),
        Measure("people", "people_involved", numbers.people, text.PEOPLE),
        Measure("amount", "amount_involved_wan", numbers.money, text.WAN_YUAN),
        Measure("per_1000_people", "per_1000_people", numbers.people, text.PEOPLE, True),
        Measure("per_1000_amount", "per_1000_amount_wan", numbers.money, text.WAN_YUAN, True),
    )
}
COLUMNS = ["rank", "level", "facility_name", "village", "sector", "score", "people_involved",
           "amount_involved_wan", "reason", "standing"]  # fmt: skip


HEIGHT = 430  # pixels of the map and of the bars beside it
MOST_BARS = 15  # more villages than that: the bars show the first, the title says so


def measures_of(villages: pd.DataFrame) -> list[str]:
    """The measures this person may see."""
    return [code for code, measure in MEASURES.items() if measure.column in villages]


def bars_title(rows: pd.DataFrame, measure: Measure) -> str:
    many = words.FIRST_FEW.format(n=MOST_BARS) if len(rows) > MOST_BARS else ""
    return words.BARS.format(measure=measure.label) + many


def with_urgent(villages: pd.DataFrame) -> pd.DataFrame:
    return villages.assign(urgent=villages["red"] + villages["orange"])


def tiles(villages: pd.DataFrame, measure: Measure, chosen: tuple[str, ...]) -> list[maps.Tile]:
    largest = villages[measure.column].max(skipna=True)
    return [one_tile(row, measure, largest, chosen) for row in villages.to_dict("records")]


def one_tile(row: dict, measure: Measure, largest: float, chosen: tuple[str, ...]) -> maps.Tile:
    value = row[measure.column]
    pattern = words.TILE_SURE if measure.code == "contested" else words.TILE_LEVELS
    marks = pattern.format(**row) if row["facilities"] else ""
    few = measure.is_rate and not numbers.is_unknown(row["elderly_60"])
    return maps.Tile(
        column=int(row["tile_col"]),
        row=int(row["tile_row"]),
        title=row["village"],
        words=f"{measure.shown(value)}\n{marks}".strip(),
        share=maps.share_of(value, largest),
        id=row["village"],
        hover=hover(row),
        is_chosen=row["village_code"] in chosen,
        is_few=bool(few and row["elderly_60"] < FEW_ELDERLY),
    )


def hover(row: dict) -> str:
    said = {
        "people": numbers.people(row["people_involved"]),
        "amount": numbers.money(row["amount_involved_wan"]),
        "elderly": numbers.people(row["elderly_60"]),
    }
    return words.HOVER.format(**{**row, **said})


def ordered(villages: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Villages by the measure, largest first, unknown last."""
    return villages.sort_values(
        [measure.column, "village_code"], ascending=[False, True], na_position="last"
    )


def listed(rows: pd.DataFrame, measure: Measure) -> str:
    """曙光村 3家、… for people who cannot see the chart."""
    pairs = zip(rows["village"], rows[measure.column], strict=True)
    return text.FILTER_JOIN.join(f"{name} {measure.shown(value)}" for name, value in pairs)


def sentence(rows: pd.DataFrame, measure: Measure, period: str) -> str:
    """rows: villages by the measure, largest first."""
    said = {"period": numbers.period(period), "measure": measure.label}
    known = rows[rows[measure.column].fillna(0) > 0]
    if known.empty:
        return words.ANSWER_NONE.format(**said)
    largest = known[measure.column].iloc[0]
    rest = known[known[measure.column] < largest]
    return words.ANSWER.format(
        first=names_at(known, measure, largest),
        value=measure.shown(largest),
        second=second(rest, measure),
        spread=words.SPREAD.format(total=len(rows), n=int((rows["urgent"] > 0).sum())),
        **said,
    )


def second(rest: pd.DataFrame, measure: Measure) -> str:
    if rest.empty:
        return ""
    value = rest[measure.column].iloc[0]
    name = names_at(rest, measure, value)
    return words.ANSWER_SECOND.format(name=name, value=measure.shown(value))


def names_at(rows: pd.DataFrame, measure: Measure, value: float, few: int = 3) -> str:
    """The villages that share a value: 曙光村、龙塘村; more than three: 曙光村等5个村（社区）."""
    names = [escape(name) for name in rows.loc[rows[measure.column] == value, "village"]]
    if len(names) > few:
        return words.AND_MORE.format(name=names[0], n=len(names))
    return text.FILTER_JOIN.join(names)


def chosen_sentence(villages: pd.DataFrame, chosen: tuple[str, ...]) -> str | None:
    """About the one village a person clicked; None when none or several are chosen."""
    rows = villages[villages["village_code"].isin(chosen)]
    if len(rows) != 1:
        return None
    row = rows.iloc[0].to_dict()
    if not row["facilities"]:
        return words.CHOSEN_NONE.format(village=escape(row["village"]))
    return words.CHOSEN.format(
        village=escape(row["village"]),
        facilities=row["facilities"],
        levels=words.LEVEL_COUNTS.format(**row),
        people=numbers.people(row["people_involved"]),
        amount=numbers.money(row["amount_involved_wan"]),
    )


def bar_colours(rows: pd.DataFrame, chosen: tuple[str, ...]) -> list[str]:
    if not chosen:
        return [theme.BLUE] * len(rows)
    return [theme.BLUE if code in chosen else theme.GREY for code in rows["village_code"]]
