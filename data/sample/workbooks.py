"""The town's year as workbooks: what 8 villages and the departments would have sent in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.sample.activity import period, units
from data.sample.columns import forms, layout
from data.sample.mess import spoiled_cells, spoiled_rows, written
from data.sample.place import region
from data.sample.sheets import Sheet, write_csv, write_workbook
from data.sample.subjects import data_file, person, villages
from data.sample.town import Town
from data.sample.visits import month_starts

# How a village sends its screening: layout, and how many months go into one workbook.
HABITS = (
    ("plain", 1),
    ("grouped", 3),
    ("plain", 3),
    ("grouped", 3),
    ("ticked", 3),
    ("plain", 1),
    ("ticked", 6),
    ("grouped", 6),
)
SUMMED = ("people_involved", "amount_involved_wan", "sessions", "participants", "materials")
REPEATED = 0.05  # share of screening sheets in which one row stands twice

Row = tuple[int, dict]  # index in town.rows[form], canonical row
Book = tuple[str, list[Sheet]]


@dataclass(frozen=True)
class Clerk:
    """Whoever fills in the forms: knows the town, and which rows go wrong."""

    town: Town
    spoiled: dict[tuple[str, int], str]

    def rows(self, form: str, keep=lambda row: True) -> list[Row]:
        return [(i, row) for i, row in enumerate(self.town.rows[form]) if keep(row)]

    @property
    def months(self) -> list[date]:
        return month_starts(self.town.as_of, self.town.months)


def write_workbooks(town: Town, folder: Path) -> list[Path]:
    """All workbooks of the town below `folder`, in order of import. Same town, same bytes."""
    clerk = Clerk(town, spoiled_rows(town))
    books = [
        *facility_books(clerk),
        *screening_books(clerk),
        *ledger_books(clerk),
        *publicity_books(clerk),
        *submission_books(clerk),
        *population_books(clerk),
    ]
    return [_write(folder / name, sheets, town.as_of) for name, sheets in books]


def _write(path: Path, sheets: list[Sheet], as_of: date) -> Path:
    if path.suffix == ".csv":
        return write_csv(path, sheets[0])
    return write_workbook(path, sheets, as_of)


def facility_books(clerk: Clerk) -> Iterator[Book]:
    """The town's register at the start of the year, and what was found later."""
    plans = data_file("roster")["subjects"]
    late = {plan["name"] for plan in plans if plan.get("late")}
    first, later = clerk.months[0], clerk.months[len(clerk.months) // 3]
    known = clerk.rows("facility", lambda row: row["facility_name"] not in late)
    found = clerk.rows("facility", lambda row: row["facility_name"] in late)
    name = f"基础信息/{region().name}养老领域单位基础信息汇总表（{_month(first)}）.xlsx"
    yield name, [_sheet(clerk, "facility", "register", "基础信息", known, _when(first))]
    if found:
        name = f"基础信息/新增养老领域单位登记表（{_month(later)}）.xlsx"
        yield name, [_sheet(clerk, "facility", "additions", "新增单位", found, _when(later))]


def screening_books(clerk: Clerk) -> Iterator[Book]:
    """Per village one workbook for one, three or six months, a sheet a month."""
    for place, village in enumerate(villages()):
        style, size = HABITS[place % len(HABITS)]
        for span in _spans(clerk.months, size):
            sheets = list(_screening_sheets(clerk, village, style, span))
            if sheets:
                name = f"风险排查/{village}/{village}风险排查表（{_range(span)}）.xlsx"
                yield name, sheets


def _screening_sheets(clerk: Clerk, village: str, style: str, span: list[date]):
    for start in span:
        month = period(start)
        rows = clerk.rows(
            "screening",
            lambda row, at=month: row["village"] == village and period(row["screened_date"]) == at,
        )
        if rows:
            words = _when(start) | {"village": village}
            yield _sheet(clerk, "screening", style, f"{start.month}月", rows, words, total=True)


def ledger_books(clerk: Clerk) -> Iterator[Book]:
    """The two rolling ledgers as they stand on as_of."""
    day = clerk.town.as_of
    words = _when(day) | {"as_of": f"{day.year}年{day.month}月{day.day}日"}
    for form, title in (("lead", "线索台账"), ("rectification", "整改台账")):
        rows = clerk.rows(form)
        if rows:
            yield (
                f"台账/{title}（滚动更新）.xlsx",
                [_sheet(clerk, form, "ledger", title, rows, words)],
            )


def publicity_books(clerk: Clerk) -> Iterator[Book]:
    for span in _spans(clerk.months, 3):
        months = {period(start) for start in span}
        rows = clerk.rows("publicity", lambda row, at=months: period(row["activity_date"]) in at)
        if rows:
            words = _when(span[0]) | {"first": _month(span[0]), "last": _month(span[-1])}
            sheet = _sheet(clerk, "publicity", "table", "统计表", rows, words, total=True)
            yield f"宣传活动/宣传活动统计（{_range(span)}）.xlsx", [sheet]


def submission_books(clerk: Clerk) -> Iterator[Book]:
    for span in _spans(clerk.months, 3):
        sheets = [_submission_sheet(clerk, start) for start in span]
        yield f"月度报送/工作进展报送汇总（{_range(span)}）.xlsx", sheets


def _submission_sheet(clerk: Clerk, start: date) -> Sheet:
    """A unit that has not reported stands there with nothing but its name."""
    rows = clerk.rows("submission", lambda row: row["period"] == period(start))
    sheet = _sheet(clerk, "submission", "table", f"{start.month}月", rows, _when(start))
    reported = {row["unit"] for _, row in rows}
    for unit in units():
        if unit not in reported:
            sheet.body.append([len(sheet.body) + 1, unit, *[""] * (len(sheet.headings) - 2)])
    return sheet


def population_books(clerk: Clerk) -> Iterator[Book]:
    days = sorted({row["as_of_date"] for row in clerk.town.rows["population"]})
    for number, day in enumerate(days):
        rows = clerk.rows("population", lambda row, at=day: row["as_of_date"] == at)
        sheet = _sheet(clerk, "population", "table", "人口底数", rows, _when(day))
        suffix = "csv" if number else "xlsx"
        yield f"人口数据/各村老年人口底数（{_month(day)}）.{suffix}", [sheet]


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


def _range(span: list[date]) -> str:
    return _month(span[0]) if len(span) == 1 else f"{_month(span[0])}至{_month(span[-1])}"


def _when(day: date) -> dict:
    return {"year": day.year, "month": day.month}


def _spans(months: list[date], size: int) -> list[list[date]]:
    return [months[at : at + size] for at in range(0, len(months), size)]


def _sheet(
    clerk: Clerk, form: str, style: str, name: str, rows: list[Row], words: dict, total=False
) -> Sheet:
    """The sheet of these rows in one layout of layouts.yml."""
    plan = layout(form, style)
    rng = random.Random(f"{clerk.town.seed}:{form}:{name}:{words}")
    body = [_body_row(clerk, form, plan, n, row, rng) for n, row in enumerate(rows, 1)]
    if form == "screening" and rng.random() < REPEATED:
        body.append(list(rng.choice(body)))
    if total:
        body.append(_total_row(plan, [row for _, row in rows]))
    return Sheet(
        name=name,
        title=plan["title"].format(**words),
        lines=[line.format(**words) for line in plan["lines"]],
        headings=_headings(plan),
        body=body,
        below=_below(rng),
        shift=plan["shift"],
    )


def business_modes() -> tuple[str, ...]:
    """The business modes, one column each where they are ticked."""
    return forms()["screening"].column("business_modes").options.values


def _headings(plan: dict) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for heading, column in plan["columns"].items():
        if column == "ticks":
            found += [(heading, mode) for mode in business_modes()]
        else:
            found.append(tuple(heading.split("|")))
    return found


def _body_row(clerk: Clerk, form: str, plan: dict, number: int, row: Row, rng) -> list:
    index, values = row
    kind = clerk.spoiled.get((form, index))
    wrong = spoiled_cells(kind, values) if kind else {}
    is_dated = form == "screening"
    cells: list = []
    for column in plan["columns"].values():
        if column == "ticks":
            cells += _ticks(values["business_modes"])
        elif column in wrong:
            cells.append(wrong[column])
        elif column in values:
            cells.append(written(column, values[column], rng, plan["money"], is_dated))
        else:
            cells.append(_extra(column, number, rng))
    return cells


def _ticks(modes: str | None) -> list[str]:
    chosen = (modes or "").split("、")
    return ["√" if mode in chosen else "" for mode in business_modes()]


def _extra(column: str, number: int, rng: random.Random):
    """Cells without a canonical column: the running number and the reporter of a lead."""
    if column == "number":
        return number
    if column == "reporter_name":
        return rng.choice(("匿名", "", person(rng)))
    return rng.choice(("", "", f"1990000{rng.randrange(10_000):04d}"))


def _total_row(plan: dict, rows: list[dict]) -> list:
    factor = 10_000 if plan["money"] == "yuan" else 1
    cells: list = []
    for column in plan["columns"].values():
        if column == "ticks":
            cells += [""] * len(business_modes())
        elif column in SUMMED:
            known = [row[column] for row in rows if row[column] is not None]
            cells.append(round(sum(known) * (factor if column.endswith("_wan") else 1), 1))
        else:
            cells.append("")
    return ["合计", *cells[1:]]


def _below(rng: random.Random) -> list[str]:
    layouts = data_file("layouts")
    names = {"person": person(rng), "other": person(rng)}
    return [layouts["signature"].format(**names), layouts["footer"]]
