"""退回件: the rows of an import that wait, as a workbook the village corrects and sends back.

Every returned row carries a reference (batch, sheet, row); when the corrected workbook is imported,
staging notes which waiting rows it answers (`replays.parquet`), and the build takes those off the
waiting list. Undoing the correction puts them back.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from ledger.events import Ledger
from ledger.imports import SUBJECT, Import, all_imports
from ledger.synonyms import in_force
from models.catalog.corrections import corrected
from models.catalog.forms import Column, Forms, load_forms
from pipelines import settings
from pipelines.extract import extract, heading_money_unit
from pipelines.guard import inspect_kind
from pipelines.paper import Head, Page, Remark, write_pages
from pipelines.problems import Problem
from pipelines.reading.headings import Headings
from pipelines.settings import CATALOG, Home
from pipelines.twice import check_twice
from pipelines.validate import Duplicates, Judged, Verdict, judge
from pipelines.values import Tools


class NothingToReturn(Exception):
    """No such batch, no waiting row, or the kept file is gone; the text says which."""


def make_return(home: Home, batch: str, path: Path) -> int:
    """Write the waiting rows of a batch as an annotated workbook; how many they are.

    Raises NothingToReturn.
    """
    ledger = Ledger(home.ledger_url)
    forms = corrected(load_forms(CATALOG)[0], in_force(ledger))
    texts = forms.texts["paper"]
    imports = all_imports(ledger.events(subject=SUBJECT))
    made = next((one for one in imports if one.batch == batch), None)
    if made is None:
        raise NothingToReturn(texts["no_batch"].format(batch=batch))
    if not (home.raw / made.stored).is_file():
        raise NothingToReturn(texts["lost"].format(name=made.stored))
    waiting = [v for v in judged_again(home, made, forms) if v.rejected]
    if not waiting:
        raise NothingToReturn(texts["nothing"].format(batch=batch, file=made.file))
    write_pages(path, [_page(verdict, made, forms) for verdict in waiting], forms)
    return sum(verdict.rejected for verdict in waiting)


def judged_again(home: Home, made: Import, forms: Forms) -> list[Verdict]:
    """The kept file, read and judged as when it was imported."""
    tools = Tools(forms)
    headings = Headings(forms, tools.lexicon)
    kept, today = home.raw / made.stored, date.fromisoformat(made.at[:10])
    readings = extract(kept, inspect_kind(kept), made.file, tools, headings, today)
    duplicates = Duplicates()
    verdicts = [judge(block, tools, duplicates) for one in readings for block in one.blocks]
    return check_twice(verdicts, forms)


def _page(verdict: Verdict, made: Import, forms: Forms) -> Page:
    """The waiting rows of one block under canonical headings, wrong cells remarked."""
    block, texts = verdict.block, forms.texts["paper"]
    rows = np.flatnonzero(verdict.status == "rejected").tolist()
    columns = _columns(verdict, rows)
    heads = [Head(_words(c, verdict, texts), c) for c in columns]
    remarks = _remarks(verdict, rows, columns, forms)
    reasons = _reasons(remarks, len(rows), texts)
    unit = block.context.unit or block.context.village
    names = {
        "town": forms.region.name,
        "unit": unit.name.removeprefix(forms.region.name[-1]) if unit else "",
        "period": _month(verdict.period),
        "form": block.form.name,
        "file": made.file,
        "batch": made.batch,
        "sheet": block.sheet,
    }
    return Page(
        name=block.sheet,
        titles=[texts["return_title"].format(**names), texts["return_note"].format(**names)],
        heads=[*heads, Head(texts["reason"], is_prose=True), Head(texts["reference"])],
        rows=[
            [_shown(verdict.columns.get(c.name), i) for c in columns]
            + [reasons[n], reference(made.batch, block.sheet, int(block.rows[i]))]
            for n, i in enumerate(rows)
        ],
        remarks=remarks,
    )


def reference(batch: str, sheet: str, row: int) -> str:
    """How a returned row names the waiting row it answers."""
    return f"{batch}/{row}/{sheet}"


def _columns(verdict: Verdict, rows: list[int]) -> list[Column]:
    """The block's columns in the order of the form, and every required one."""
    return [c for c in verdict.block.form.columns if c.required or c.name in verdict.columns]


def _words(column: Column, verdict: Verdict, texts: dict[str, str]) -> str:
    """The canonical heading with the unit in which the raw values are written."""
    judged = verdict.columns.get(column.name)
    heading = column.heading.split("（")[0] if column.type == "money_wan" else column.heading
    if column.type in ("money_wan", "money_yuan"):
        default = "万元" if column.type == "money_wan" else "元"
        unit = (_money_unit(judged, verdict) if judged else None) or default
        return texts["money_unit"].format(heading=heading, unit=unit)
    if column.type == "percent" and judged and any("%" in part for part in judged.item.path):
        return texts["percent"].format(heading=heading)
    return heading


def _money_unit(judged: Judged, verdict: Verdict) -> str | None:
    found = heading_money_unit(judged.item)
    if found:
        return found[0]
    return verdict.block.context.money_unit if judged.column.type == "money_wan" else None


def _month(period: str | None) -> str:
    return f"{period[:4]}年{int(period[5:])}月" if period else ""


def _shown(judged: Judged | None, i: int) -> Any:
    """The cell as it was written; what the surroundings gave where it was blank."""
    if judged is None:
        return None
    raw = judged.item.values[judged.codes[i]]
    if raw not in (None, ""):
        return raw
    value = judged.at(i)
    return getattr(value, "name", value)


def _remarks(
    verdict: Verdict, rows: list[int], columns: list[Column], forms: Forms
) -> dict[tuple[int, int], list[Remark]]:
    """Errors and warnings of the waiting rows, by body row and column of the page."""
    place = {int(verdict.block.rows[i]): n for n, i in enumerate(rows)}
    index = {c.heading: n for n, c in enumerate(columns)}
    remarks: dict[tuple[int, int], list[Remark]] = {}
    for problem in verdict.problems:
        if problem.severity != "info" and problem.row in place and problem.column in index:
            at = (place[problem.row], index[problem.column])
            remarks.setdefault(at, []).append(_remark(problem, forms))
    return remarks


def _reasons(
    remarks: dict[tuple[int, int], list[Remark]], size: int, texts: dict[str, str]
) -> list[str]:
    """All that is wrong with each row, readable on paper where no comment shows. What many rows
    have in common is said in full once, with their number."""
    rows: list[dict[str, Remark]] = [{} for _ in range(size)]
    for (at, _), some in sorted(remarks.items()):
        rows[at] |= {remark.text: remark for remark in some}
    count = Counter(text for row in rows for text in row)
    said: set[str] = set()
    return ["\n".join(_said(one, count, said, texts) for one in row.values()) for row in rows]


def _said(one: Remark, count: Counter[str], said: set[str], texts: dict[str, str]) -> str:
    if count[one.text] == 1:
        return one.text
    if one.text in said:
        return texts["same"].format(short=one.short)
    said.add(one.text)
    return texts["several"].format(message=one.text, count=count[one.text])


def _remark(problem: Problem, forms: Forms) -> Remark:
    label = forms.problems[problem.code].label
    short = forms.texts["paper"]["short"].format(column=problem.column or "", label=label)
    return Remark(problem.severity, problem.message, short)


def main(argv: list[str]) -> int:
    """`manage.py returns BATCH -o FILE`: 0 written, 2 nothing to write."""
    parser = argparse.ArgumentParser(prog="manage.py returns", description="生成退回件")
    parser.add_argument("batch", metavar="BATCH", help="批次号，例如 B0003")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="写到哪个 .xlsx")
    asked = parser.parse_args(argv)
    home = settings.home().prepare()
    try:
        count = make_return(home, asked.batch, Path(asked.output))
    except NothingToReturn as nothing:
        print(nothing, file=sys.stderr)
        return 2
    words = load_forms(CATALOG)[0].texts["paper"]["written"]
    print(words.format(path=asked.output, count=count))
    return 0
