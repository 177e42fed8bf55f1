"""Blank workbooks per form, and per village pre-filled with what it reported last."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.catalog.forms import Column, Form, Forms, load_forms
from models.catalog.region import Village
from pipelines import settings
from pipelines.paper import Head, Page, Remark, write_pages
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import newest_build, open_build

BLANK_ROWS = 20
# What a clerk must say anew each time; it is left empty and marked in a pre-filled workbook.
ANEW = {
    "screening": ("screened_date", "screener", "level_reported"),
    "submission": ("submitted_date", "is_zero_report", "screened_count", "lead_count", "progress"),
    "population": ("as_of_date",),
}
# The rows a village reported last, by form: one bound query each, $village is its code.
LAST_ROWS = {
    "facility": "select * from mart_facility where village_code = $village order by facility_name",
    "screening": """
        with newest as (
            select facility_id, max(screened_date) as screened_date
            from mart_screening where facility_id is not null group by facility_id
        ), known as (
            select facility_id, facility_name, credit_code, village, village_code
            from mart_facility where village_code = $village
        )
        select s.* exclude (facility_id, facility_name, credit_code, village, village_code),
            k.facility_name, k.credit_code, k.village
        from known k
        left join newest n using (facility_id)
        left join mart_screening s
            on s.facility_id = k.facility_id and s.screened_date = n.screened_date
        order by k.facility_name""",
    "rectification": """
        select t.*, f.facility_name from (
            select * exclude (facility_name) from mart_rectification
            where status is distinct from '已销号' and status is distinct from '已移送'
        ) t join mart_facility f using (facility_id)
        where f.village_code = $village order by task_no""",
    "submission": "select village as unit from mart_village where village_code = $village",
    "population": """
        select * from mart_population where village_code = $village
        order by as_of_date desc limit 1""",
}


class NoTemplate(Exception):
    """No such form or village; the text names those there are."""


@dataclass(frozen=True)
class Wish:
    """Which workbooks are asked for."""

    forms: tuple[Form, ...]
    villages: tuple[Village, ...] = ()
    period: date | None = None


def make_templates(
    wish: Wish, folder: Path, catalogue: Forms, home: Home | None = None
) -> list[Path]:
    """Blank workbooks, one per form; with villages in the wish one workbook per village, every
    form a sheet, pre-filled from the newest build. The paths written."""
    if not wish.villages:
        return [
            write_pages(folder / f"{form.name}.xlsx", [_blank(form, catalogue)], catalogue)
            for form in wish.forms
        ]
    build = newest_build(home) if home else None
    paths = []
    for village in wish.villages:
        pages = [_filled(form, village, wish.period, catalogue, build) for form in wish.forms]
        paths.append(write_pages(folder / f"{village.name}.xlsx", pages, catalogue))
    return paths


def _blank(form: Form, catalogue: Forms) -> Page:
    texts = catalogue.texts["paper"]
    title = texts["template_title"].format(
        town=catalogue.region.name, unit="", period="", form=form.name
    )
    heads = [Head(heading(c, texts), c) for c in form.columns]
    return Page(form.name, [title, texts["template_note"]], heads, blank_rows=BLANK_ROWS)


def heading(column: Column, texts: dict[str, str]) -> str:
    """The canonical heading, its unit beside it."""
    plain = column.heading.split("（")[0]
    if column.type == "money_wan":
        return texts["money_unit"].format(heading=plain, unit="万元")
    if column.type == "money_yuan":
        return texts["money_unit"].format(heading=plain, unit="元")
    if column.type == "percent":
        return texts["percent"].format(heading=plain)
    return column.heading


def _filled(form: Form, village: Village, period: date | None, catalogue: Forms, build) -> Page:
    texts = catalogue.texts["paper"]
    month = f"{period.year}年{period.month}月" if period else ""
    title = texts["template_title"].format(
        town=catalogue.region.name, unit=village.name, period=month, form=form.name
    )
    known = _last_rows(form, village, build)
    anew = ANEW.get(form.code, ())
    if period:
        known = [row | {"period": f"{period:%Y-%m}"} for row in known]
    rows = [[_value(c, row, anew) for c in form.columns] for row in known]
    hints = {
        (i, j): [Remark("warning", texts["refresh"])]
        for i in range(len(rows))
        for j, column in enumerate(form.columns)
        if column.name in anew
    }
    note = texts["template_note_filled" if rows else "template_note"]
    heads = [Head(heading(c, texts), c) for c in form.columns]
    return Page(
        form.name, [title, note], heads, rows, hints, blank_rows=max(5, BLANK_ROWS - len(rows))
    )


def _last_rows(form: Form, village: Village, build: Path | None) -> list[dict[str, Any]]:
    if build is None or form.code not in LAST_ROWS:
        return []
    with open_build(build).cursor() as cursor:
        found = cursor.execute(LAST_ROWS[form.code], {"village": village.code})
        names = [item[0] for item in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _value(column: Column, row: dict[str, Any], anew: tuple[str, ...]) -> Any:
    value = row.get(column.name)
    if column.name in anew or value is None or value != value:
        return None
    if column.type == "yesno":
        return {"yes": "是", "no": "否"}.get(value)
    return value


def wish_of(catalogue: Forms, form: str | None, village: str | None, period: date | None) -> Wish:
    """The wish behind the words of a command. Raises NoTemplate."""
    texts = catalogue.texts["paper"]
    forms = [f for f in catalogue.forms if form in (None, f.code, f.name)]
    if not forms:
        options = "、".join(f"{f.code}（{f.name}）" for f in catalogue.forms)
        raise NoTemplate(texts["no_form"].format(form=form, options=options))
    villages = [v for v in catalogue.region.villages if village in ("all", v.code, v.name)]
    if village and not villages:
        options = "、".join(v.name for v in catalogue.region.villages)
        raise NoTemplate(texts["no_village"].format(village=village, options=options))
    return Wish(tuple(forms), tuple(villages), period)


def main(argv: list[str]) -> int:
    """`manage.py template [FORM] -o DIR [--village NAME|all] [--period 2026-09]`."""
    asked = _arguments(argv)
    catalogue = load_forms(CATALOG)[0]
    try:
        wish = wish_of(catalogue, asked.form, asked.village, asked.period)
    except NoTemplate as wrong:
        print(wrong, file=sys.stderr)
        return 2
    folder = Path(asked.output)
    paths = make_templates(wish, folder, catalogue, settings.home().prepare())
    words = catalogue.texts["paper"]["templates_written"]
    print(words.format(path=folder, count=len(paths)))
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py template", description="生成空白或预填的填报表"
    )
    parser.add_argument("form", nargs="?", metavar="FORM", help="报表代码或名称，不填为全部")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="写到哪个文件夹")
    parser.add_argument("--village", help="村（社区）名称，all 为每村一个工作簿，带出上次填报内容")
    parser.add_argument("--period", type=_month, metavar="MONTH", help="月份，如 2026-09")
    return parser.parse_args(argv)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
