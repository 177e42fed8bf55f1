"""Wordings through the public import: into few workbooks, and a verdict on every cell."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from xlsxwriter.utility import xl_rowcol_to_cell

from pipelines.importing import import_paths
from pipelines.settings import Home
from tests.books import forms
from tests.wordings_core import Formula, Wording

AT = datetime(2026, 11, 23, 8, 0)
ROWS_A_SHEET = 400
FIRST_ROW = 3  # 1 is the title, 2 the headings
TITLES = {
    "facility": "季家镇2026年9月单位基础信息表",
    "screening": "季家镇2026年9月风险排查表",
    "lead": "季家镇2026年9月线索台账",
    "rectification": "季家镇2026年9月整改台账",
    "publicity": "季家镇2026年9月宣传活动统计表",
    "submission": "季家镇2026年9月工作进展报送表",
    "population": "季家镇2026年9月村（社区）人口基础数据",
}
CSV_SHEET = "csv"  # a text file has one table, whatever it is called
MONEY_UNIT = {"money_wan": "万元", "money_yuan": "元"}
VILLAGES = ["曙光村", "柏杨村", "花桥村", "石桥村", "龙塘村", "新水村", "梯子村", "东风街社区"]
OFFICES = ["财政办", "平安办", "民政办", "派出所", "市场监管所", "卫生院", "农业服务中心"]
OFFICES += ["文旅站", "住建站", "应急办", "党政办", "经发办", "司法所", "中心小学"]
UNITS = VILLAGES + OFFICES
ROWS_OF = {"submission": len(UNITS), "population": 200}  # further rows would repeat a key
SYLLABLES = (
    "曙福康颐鹤溪荣华源林安泰欣馨禾松元银居里汀栖晖春和祥嘉乐悦静雅清云星月金秋红慈寿仁德善信"
)

# ---------------------------------------------------------------- workbooks


@dataclass(frozen=True)
class Placed:
    """A wording with the place it was written to."""

    wording: Wording
    file: str
    sheet: str
    row: int
    cell: str


def write_books(wordings: Iterable[Wording], folder: Path) -> list[Placed]:
    """A workbook for each form and context, sheets of a few hundred rows."""
    grouped: dict[tuple[str, str], list[Wording]] = {}
    for one in wordings:
        grouped.setdefault((one.form, one.context), []).append(one)
    placed: list[Placed] = []
    for number, ((form, context), some) in enumerate(grouped.items()):
        write = {"xls": write_xls, "csv": write_csv}.get(context.split(" ")[-1], write_xlsx)
        placed += write(folder, f"{form}-{number}", form, context, some)
    return placed


def write_xlsx(folder: Path, name: str, form: str, context: str, some: list[Wording]):
    book = xlsxwriter.Workbook(folder / f"{name}.xlsx", {"strings_to_numbers": False})
    formats: dict[str, Any] = {}

    def write(sheet, i, j, value, shown_by):
        if shown_by and shown_by not in formats:
            formats[shown_by] = book.add_format({"num_format": shown_by})
        write_cell(sheet, i, j, value, formats.get(shown_by))

    formats["yyyy-mm-dd"] = book.add_format({"num_format": "yyyy-mm-dd"})
    placed = []
    for number, part in enumerate(parts(some, ROWS_OF.get(form, ROWS_A_SHEET)), start=1):
        sheet = book.add_worksheet(f"表{number}")
        placed += fill(sheet.name, f"{name}.xlsx", form, context, part, [sheet, write])
    book.close()
    return placed


def write_cell(sheet, i: int, j: int, value: Any, shape) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(i, j, value.text, shape, value.result)
    elif isinstance(value, (datetime, date)):
        sheet.write_datetime(i, j, value, shape)
    elif isinstance(value, bool):
        sheet.write_boolean(i, j, value, shape)
    elif isinstance(value, (int, float)):
        sheet.write_number(i, j, value, shape)
    else:
        sheet.write_string(i, j, value, shape)


def write_xls(folder: Path, name: str, form: str, context: str, some: list[Wording]):
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {}

    def write(sheet, i, j, value, shown_by):
        if shown_by not in styles:
            styles[shown_by] = xlwt.XFStyle()
            styles[shown_by].num_format_str = shown_by or "General"
        sheet.write(i, j, value, styles[shown_by])

    placed = []
    for number, part in enumerate(parts(some, ROWS_OF.get(form, ROWS_A_SHEET)), start=1):
        sheet = book.add_sheet(f"表{number}")
        placed += fill(sheet.name, f"{name}.xls", form, context, part, [sheet, write])
    book.save(str(folder / f"{name}.xls"))
    return placed


def write_csv(folder: Path, name: str, form: str, context: str, some: list[Wording]):
    cells: dict[tuple[int, int], Any] = {}

    def write(sheet, i, j, value, shown_by):
        cells[i, j] = value

    placed = fill(CSV_SHEET, f"{name}.csv", form, context, some, [None, write])
    width = len(columns_of(form))
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as opened:
        for i in range(FIRST_ROW - 1 + len(some)):
            csv.writer(opened).writerow([cells.get((i, j), "") for j in range(width)])
    return placed


def parts(some: Sequence[Wording], size: int) -> Iterator[Sequence[Wording]]:
    for start in range(0, len(some), size):
        yield some[start : start + size]


def fill(sheet_name, file, form, context, some, door) -> list[Placed]:
    """Title, headings and a row for each wording; `door` writes one cell."""
    sheet, write = door
    columns = columns_of(form)
    write(sheet, 0, 0, TITLES[form] + ("（单位：元）" if "title yuan" in context else ""), None)
    for j, column in enumerate(columns):
        write(sheet, 1, j, heading_of(column, context), None)
    at = {column.name: j for j, column in enumerate(columns)}
    placed = []
    for k, one in enumerate(some):
        row = FIRST_ROW - 1 + k
        for name, value in {
            **filled(form, one.column, k, f"{file} {sheet_name}"),
            one.column: None,
        }.items():
            if value is not None:
                write(sheet, row, at[name], value, None)
        shown_by = one.shown_by or ("yyyy-mm-dd" if isinstance(one.typed, date) else None)
        write(sheet, row, at[one.column], one.typed, shown_by)
        cell = xl_rowcol_to_cell(row, at[one.column])
        placed.append(Placed(one, file, sheet_name, row + 1, cell))
    return placed


def columns_of(form: str):
    return next(one for one in forms().forms if one.code == form).columns


def heading_of(column, context: str) -> str:
    bare = column.heading.split("（万元）")[0]
    if column.type not in MONEY_UNIT or "title" in context:
        return bare
    if "yuan" in context and column.type == "money_wan":
        return f"{bare}（元）"
    return f"{bare}（{MONEY_UNIT[column.type]}）"


def filled(form: str, column: str, k: int, salt: str) -> dict[str, Any]:
    """What else stands in the row: required columns only, no two rows of one subject."""
    return FILLERS[form](column, k, name_of(f"{salt} {k}"))


def name_of(seed: str) -> str:
    return "".join(random.Random(seed).sample(SYLLABLES, 4)) + "养老院"


def _facility(column: str, k: int, name: str) -> dict[str, Any]:
    return {"facility_name": name, "facility_type": "养老机构", "sector": "养老服务",
            "registration_status": "已登记已备案", "village": VILLAGES[k % 8]}  # fmt: skip


def _screening(column: str, k: int, name: str) -> dict[str, Any]:
    return {"facility_name": name, "village": VILLAGES[k % 8], "screened_date": "2026-09-05",
            "screener": "张三"}  # fmt: skip


def _lead(column: str, k: int, name: str) -> dict[str, Any]:
    return {"lead_no": f"XS-{k:04}", "received_date": "2026-09-05", "source": "网格排查",
            "facility_name": name, "village": VILLAGES[k % 8],
            "description": f"收取老人款项（{name}）"}  # fmt: skip


def _rectification(column: str, k: int, name: str) -> dict[str, Any]:
    return {"task_no": f"ZG-{k:04}", "facility_name": name, "issue": f"收费未公示（{name}）",
            "responsible_unit": "曙光村", "responsible_person": "李四", "measures": "限期公示",
            "assigned_date": "2025-01-06", "due_date": "2026-12-31"}  # fmt: skip


def _publicity(column: str, k: int, name: str) -> dict[str, Any]:
    day = date(2026, 9, 30) - timedelta(days=k // 8)
    return {"activity_date": str(day), "village": VILLAGES[k % 8], "channel": "坝坝会",
            "remarks": f"在{name}门前"}  # fmt: skip


def _submission(column: str, k: int, name: str) -> dict[str, Any]:
    return {"unit": UNITS[k % len(UNITS)], "period": "2026-09", "submitted_date": "2026-09-21",
            "progress": f"走访{name}"}  # fmt: skip


def _population(column: str, k: int, name: str) -> dict[str, Any]:
    day = date(2026, 9, 30) - timedelta(days=k // 8)
    counted = {} if column == "residents" else {"residents": 900_000 + k}
    return {"village": VILLAGES[k % 8], "as_of_date": str(day), **counted}


FILLERS = {"facility": _facility, "screening": _screening, "lead": _lead, "publicity": _publicity,
           "rectification": _rectification, "submission": _submission,
           "population": _population}  # fmt: skip

# ---------------------------------------------------------------- verdicts

WAITS = object()  # the row waits for correction
SILENT, INVERTED, KEPT, UNREAD, RIGHT = "silently wrong", "inverted", "kept", "unread", "right"


@dataclass(frozen=True)
class Verdict:
    wording: Wording
    stored: Any
    is_told: bool
    outcome: str
    ends: tuple[float, float] | None = None  # of a range, where both were kept

    def __str__(self) -> str:
        w = self.wording
        stored = "waits" if self.stored is WAITS else repr(self.stored)
        shown = f" as {w.shown_by!r}" if w.shown_by else ""
        tell = "told" if self.is_told else "not told"
        return (
            f"{self.outcome}: {w.form}.{w.column} [{w.kind}, {w.context}] {w.typed!r}{shown}"
            f" stored {stored} ({tell}); right: {described(w)}"
        )


def described(w: Wording) -> str:
    values = " or ".join(map(str, w.right.values)) or "unknown"
    if not w.right.may_tell or w.right.may_be_unknown or not w.right.values:
        return values + (", with a warning" if w.right.must_tell else "")
    return f"{values} or unknown, with a warning" if w.right.must_tell else f"{values}, or told"


def judge(wordings: Iterable[Wording], folder: Path) -> list[Verdict]:
    """Import all of them into fresh homes and say of every cell what became of it.

    The roster has a home of its own: beside it every name of the other forms would be compared
    with every name of the roster, which is no business of a wording.
    """
    some = list(wordings)
    roster = [one for one in some if one.form == "facility"]
    others = [one for one in some if one.form != "facility"]
    return [
        *(judge_in(Home(folder / "roster"), roster) if roster else ()),
        *(judge_in(Home(folder / "home"), others) if others else ()),
    ]


def judge_in(home: Home, wordings: Iterable[Wording]) -> list[Verdict]:
    books = home.root.with_name(f"{home.root.name}-books")
    books.mkdir(parents=True)
    placed = write_books(wordings, books)
    paths = sorted(books.iterdir())
    answer = import_paths(paths, home, actor="测试", role="分析员", at=AT)
    told, ends = told_cells(answer), kept_ends(answer, home)
    stored = stored_rows(answer, home)
    return [verdict(one, told, stored, ends) for one in placed]


def told_cells(answer: dict) -> set[tuple[str, str, str]]:
    """(file, sheet, cell) of every warning and error."""
    return {
        (file["file"], sheet_of(file, sheet["sheet"]), problem["cell"])
        for file in answer["files"]
        for sheet in file["sheets"]
        for problem in sheet["problems"]
        if problem["severity"] in ("warning", "error")
    }


def stored_rows(answer: dict, home: Home) -> dict[tuple[str, str, int], dict[str, Any]]:
    """(file, sheet, row) → the staged row."""
    for file in answer["files"]:
        assert file["sheets"] and all(s["form"] for s in file["sheets"]), file["message"]
    return {
        (file["file"], sheet_of(file, row["source_sheet"]), row["source_row"]): row
        for file, row in staged(answer, home, *FILLERS)
    }


def kept_ends(answer: dict, home: Home) -> dict[tuple[str, str, int, str], tuple[float, float]]:
    """(file, sheet, row, column) → both ends of a range."""
    return {
        (file["file"], sheet_of(file, row["source_sheet"]), row["source_row"], row["column"]): (
            row["low"],
            row["high"],
        )
        for file, row in staged(answer, home, "ranges")
    }


def staged(answer: dict, home: Home, *stems: str) -> Iterator[tuple[dict, dict[str, Any]]]:
    """Each file of the answer with each row of these staged files."""
    for file in answer["files"]:
        for path in home.staged.glob(f"{file['sha256']}-*/*.parquet"):
            if path.stem in stems:
                yield from ((file, row) for row in pq.read_table(path).to_pylist())


def sheet_of(file: dict, name: str) -> str:
    return CSV_SHEET if file["file"].endswith(".csv") else name


def verdict(one: Placed, told: set, stored: dict, ends: dict) -> Verdict:
    row = stored.get((one.file, one.sheet, one.row))
    value = WAITS if row is None else row.get(one.wording.column)
    is_told = (one.file, one.sheet, one.cell) in told
    outcome = outcome_of(one.wording, value, is_told)
    kept = ends.get((one.file, one.sheet, one.row, one.wording.column))
    return Verdict(one.wording, value, is_told, outcome, kept)


def outcome_of(wording: Wording, value: Any, is_told: bool) -> str:
    right = wording.right
    if value is not WAITS and wording.never & options_in(value):
        return INVERTED
    if value is WAITS or value is None or value == "":
        if is_told:
            return RIGHT if right.may_tell else UNREAD
        return RIGHT if right.may_be_unknown and value is not WAITS else SILENT
    if not any(is_same(value, wanted) for wanted in right.values):
        return KEPT if is_told else SILENT
    return RIGHT if is_told or not right.must_tell else SILENT


def options_in(value: Any) -> frozenset[Any]:
    return frozenset(value.split("、")) if isinstance(value, str) else frozenset({value})


def is_same(value: Any, wanted: Any) -> bool:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (int, float)) and isinstance(wanted, (int, float)):
        return abs(value - wanted) <= 1e-6 * max(1, abs(wanted))
    if isinstance(value, str) and isinstance(wanted, str):
        return options_in(value) == options_in(wanted)
    return value == wanted


def counted(verdicts: Iterable[Verdict]) -> Counter:
    return Counter(one.outcome for one in verdicts)


def told_of(verdicts: Iterable[Verdict], *outcomes: str) -> str:
    """The verdicts of these outcomes, one a line: what a failing test prints."""
    return "\n".join(sorted(str(one) for one in verdicts if one.outcome in outcomes))


def read_share(verdicts: Sequence[Verdict]) -> float:
    asked = [one for one in verdicts if one.wording.right.is_readable]
    return sum(one.outcome == RIGHT for one in asked) / len(asked)
