"""The second playlist of 会议投屏: a slide per village, the most urgent first. Pure."""

from __future__ import annotations

import pandas as pd

from ui import numbers, text, theme
from ui.reasons import shortened
from ui.story import projection as story
from ui.text import projection as words

LONGEST = 38  # Chinese letters in two lines of the reason's column
FEW = 5  # subjects on a village's slide; its sentence says how many there are


def slides(now, before, subjects, tasks, reports) -> list[dict]:
    """now, before: queries.riskmap.villages of the month and the one before (None without one);
    subjects in rank order; tasks of 整改进度; reports: what the units owe for the month."""
    order = ["red", "orange", "amount_involved_wan", "people_involved"]
    rows = now.sort_values(order, ascending=False, kind="stable", na_position="last")
    earlier = {} if before is None else before.set_index("village_code").to_dict("index")
    return [
        one_slide(
            row,
            earlier.get(row["village_code"]),
            subjects[subjects["village_code"] == row["village_code"]],
            tasks[tasks["village_code"] == row["village_code"]],
            reports[reports["village_code"] == row["village_code"]],
        )
        for row in rows.to_dict("records")
    ]


def one_slide(row: dict, before: dict | None, subjects, tasks, reports) -> dict:
    said = sentence(row, subjects)
    figures = {"kind": "figures", "items": items(row, before, tasks, reports)}
    if subjects.empty:
        return story.slide(row["village"], said, figures)
    table = first_subjects(subjects)
    levels = story.level_block(subjects.groupby("level").size().reset_index(name="facilities"))
    return story.slide(row["village"], said, figures, story.split(levels, table, "1fr 3fr"))


def sentence(row: dict, subjects: pd.DataFrame) -> str:
    if subjects.empty:
        return words.VILLAGE_NONE
    first = subjects.iloc[0]
    return words.VILLAGE_SENTENCE.format(
        facilities=row["facilities"],
        red=row["red"],
        orange=row["orange"],
        first=first["facility_name"],
        level=theme.level_label(first["level"]),
    )


def items(row: dict, before: dict | None, tasks, reports) -> list[dict]:
    late = int(tasks["is_overdue"].sum())
    overdue = numbers.count(late, text.ITEMS)
    open_tasks = words.VILLAGE_OPEN.format(n=int((~tasks["is_done"]).sum()))
    return [
        counted(words.VILLAGE_FACILITIES, row, before, ("facilities",), is_risk=False),
        counted(words.VILLAGE_URGENT, row, before, ("red", "orange")),
        known(words.VILLAGE_PEOPLE, row, before, "people_involved", numbers.people),
        known(words.VILLAGE_AMOUNT, row, before, "amount_involved_wan", numbers.money),
        item(words.VILLAGE_OVERDUE, overdue, open_tasks, "bad" if late else "good"),
        report_item(reports),
    ]


def item(label: str, value: str, note: str, tone: str = "") -> dict:
    return {"label": label, "value": value, "note": note, "tone": tone}


def counted(label: str, row: dict, before: dict | None, columns, is_risk: bool = True) -> dict:
    now = sum(int(row[c]) for c in columns)
    then = None if before is None else sum(int(before[c]) for c in columns)
    change = None if then is None else now - then
    return item(label, numbers.count(now, text.HOUSEHOLDS),
                changed(change, lambda n: numbers.count(n, text.HOUSEHOLDS)),
                worse(change) if is_risk else "")  # fmt: skip


def known(label: str, row: dict, before: dict | None, column: str, shown) -> dict:
    now, then = row[column], None if before is None else before[column]
    is_known = not (numbers.is_unknown(now) or numbers.is_unknown(then))
    change = now - then if is_known else None
    return item(label, shown(now), changed(change, shown), worse(change))


def changed(change, shown) -> str:
    if change is None:
        return ""
    return words.VILLAGE_CHANGE.format(change=numbers.signed(change, shown(change)))


def worse(change) -> str:
    return "" if not change else "bad" if change > 0 else "good"


def report_item(reports: pd.DataFrame) -> dict:
    """Whether the village has reported this month, and when."""
    if reports.empty:
        return item(words.REPORTS, words.VILLAGE_NO_REPORT, "")
    unit = story.unit(reports.iloc[0].to_dict())
    status, _, day = unit["words"].partition("　")
    return item(words.REPORTS, status, day, unit["tone"])


def first_subjects(subjects: pd.DataFrame) -> dict:
    shown = subjects.head(FEW)
    title = words.VILLAGE_TABLE.format(shown=len(shown), total=len(subjects))
    columns = story.columns(words.VILLAGE_COLUMNS, ("11%", "33%", "10%", ""),
                            ("center", "", "right", ""))  # fmt: skip
    body = [
        [story.pill(r["level"]), r["facility_name"], numbers.score(r["score"]),
         shortened(r["reason"], LONGEST)]
        for r in shown.to_dict("records")
    ]  # fmt: skip
    return {"kind": "table", "title": title, "columns": columns, "rows": body}
