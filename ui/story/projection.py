"""The slides of 会议投屏 as data: one question each. Pure; ui/stage.js draws them."""

from __future__ import annotations

import pandas as pd

from ui import maps, numbers, text, theme
from ui.reasons import shortened
from ui.story import riskmap as map_story
from ui.text import projection as words

RED, ORANGE = theme.LEVEL_ORDER[:2]
WALL_RAMP = ("#1A2733", "#22405C", "#2B5F8E", "#3A7AB3", "#5A9AD1", "#86BCEA", "#B9DBF5")
GOOD = ("按时", "零报告")
MISSING = "未报"
NOT_DUE = "未到期"
MOST_OVERDUE = 8  # rows that fit under the figures; the title says of how many
WALL_REASON = 49  # Chinese letters in two lines of the reason's column
LATE = "逾期"


def overall(months: pd.DataFrame, now: pd.DataFrame, top: pd.DataFrame, figures) -> dict:
    """How much, at a glance. figures: the key figures of 总览."""
    items = [
        {"label": f.label, "value": f.value, "note": f.change or "", "tone": tone(f)}
        for f in figures
    ]
    return slide(
        words.OVERALL,
        overall_sentence(now, top),
        {"kind": "figures", "items": items},
        split(level_block(now), month_block(months)),
    )


def overall_sentence(now: pd.DataFrame, top: pd.DataFrame) -> str:
    counts = now.groupby("level")["facilities"].sum()
    first = top.iloc[0] if len(top) else None
    return words.OVERALL_SENTENCE.format(
        period=numbers.period(now["period"].iloc[0]),
        facilities=int(counts.sum()),
        red=int(counts.get(RED, 0)),
        orange=int(counts.get(ORANGE, 0)),
        first=""
        if first is None
        else words.OVERALL_FIRST.format(name=first["facility_name"], village=first["village"]),
    )


def tone(figure) -> str:
    return {None: "", True: "bad", False: "good"}[figure.is_worse]


def level_block(now: pd.DataFrame) -> dict:
    counts = now.groupby("level")["facilities"].sum()
    present = [(theme.LEVELS[n], int(counts[n])) for n in theme.LEVEL_ORDER if counts.get(n, 0)]
    rows = [
        {
            "name": look.label,
            "words": numbers.count(n, text.HOUSEHOLDS),
            "share": n / counts.max(),
            "colour": look.colour,
        }
        for look, n in present
    ]
    return {"kind": "bars", "title": words.OVERALL_LEVELS, "items": rows}


def month_block(months: pd.DataFrame) -> dict:
    columns = []
    for period, rows in months.groupby("period", sort=True):
        counts = rows.groupby("level")["facilities"].sum()
        pieces = [piece(theme.LEVELS[n], int(counts[n])) for n in theme.LEVEL_ORDER if n in counts]
        month = words.MONTHS_SHORT.format(month=int(period[-2:]))
        columns.append({"name": month, "parts": pieces})
    return {"kind": "months", "title": words.OVERALL_MONTHS, "months": columns}


def piece(look: theme.LevelLook, n: int) -> dict:
    return {"count": n, "colour": look.colour, "ink": look.on_colour}


def by_village(villages: pd.DataFrame) -> dict:
    """Where: tiles by red and orange, bars by money."""
    measure = map_story.MEASURES["urgent"]
    tiles = [tile(t) for t in map_story.tiles(villages, measure, ())]
    for box, row in zip(tiles, villages.to_dict("records"), strict=True):
        box["words"] = words.TILE_WORDS.format(**row)
    grid = {
        "kind": "tiles",
        "title": words.MAP_TILES,
        "note": words.MAP_NOTE.format(schematic=text.SCHEMATIC),
        "tiles": tiles,
        "columns": int(villages["tile_col"].max()) + 1,
        "rows": int(villages["tile_row"].max()) + 1,
    }
    money = bar_block(words.MAP_BARS, villages, "village", "amount_involved_wan", numbers.money)
    return slide(words.MAP, map_sentence(villages), split(grid, money, "3fr 2fr"))


def tile(shape: maps.Tile) -> dict:
    """On the dark wall brighter means more."""
    step = 0 if not shape.share else 1 + min(int(shape.share * 6), 5)
    return {
        "column": shape.column,
        "row": shape.row,
        "title": shape.title,
        "value": shape.words.split("\n")[0],
        "fill": WALL_RAMP[step],
        "ink": "#0C141C" if step > 3 else "#EEF3F8",
        "is_unknown": shape.share is None,
    }


def map_sentence(villages: pd.DataFrame) -> str:
    n = int((villages["urgent"] > 0).sum())
    if not n:
        return words.MAP_CALM
    most = villages["urgent"].max()
    names = villages.loc[villages["urgent"] == most, "village"]
    pattern = words.MAP_FIRST if len(names) == 1 else words.MAP_TIED
    first = pattern.format(village=named(names), total=len(names), count=int(most))
    return words.MAP_SENTENCE.format(n=n, first=first)


def by_sector(rows: pd.DataFrame, sentence: str) -> dict:
    money = bar_block(words.SECTOR_AMOUNT, rows, "sector", "amount_involved_wan", numbers.money)
    crowd = bar_block(words.SECTOR_PEOPLE, rows, "sector", "people_involved", numbers.people)
    count = bar_block(words.SECTOR_URGENT, rows, "sector", "urgent", map_story.households)
    three = {"kind": "split", "parts": [money, crowd, count], "widths": "1fr 1fr 1fr"}
    return slide(words.SECTORS, plain(sentence), three)


def bar_block(title: str, rows: pd.DataFrame, label: str, value: str, shown) -> dict:
    rows = rows.sort_values(value, ascending=False, na_position="last").head(10)
    largest = rows[value].max() or 1
    items = [
        {"name": name, "words": shown(v), "share": 0 if numbers.is_unknown(v) else v / largest}
        for name, v in zip(rows[label], rows[value], strict=True)
    ]
    return {"kind": "bars", "title": title, "items": items}


def top(rows: pd.DataFrame) -> dict:
    """Who: ten rows with the reason in words."""
    heads = columns(words.TOP_COLUMNS, ("6%", "9%", "24%", "11%", "8%", ""),
                    ("center", "center", "", "", "right", ""))  # fmt: skip
    body = [
        [int(r["rank"]), pill(r["level"]), r["facility_name"], r["village"],
         numbers.score(r["score"]), shortened(r["reason"], WALL_REASON)]
        for r in rows.to_dict("records")
    ]  # fmt: skip
    said = words.TOP_SENTENCE.format(n=len(rows), statutory=int(rows["is_statutory"].sum()))
    return slide(words.TOP, said, {"kind": "table", "columns": heads, "rows": body})


def columns(names, widths, aligned) -> list[dict]:
    return [
        {"name": n, "width": w, "align": a} for n, w, a in zip(names, widths, aligned, strict=True)
    ]


def pill(level: str) -> dict:
    look = theme.look(level)
    return {"label": look.label, "colour": look.colour, "ink": look.on_colour}


def rectification(tasks: pd.DataFrame, overdue: pd.DataFrame) -> dict:
    """How far putting right has got."""
    total = int(tasks["tasks"].sum())
    if not total:
        return slide(words.TASKS, words.TASKS_NONE)
    by_status = tasks.set_index("status")["tasks"]
    closed = int(tasks["done"].sum())
    late = int(tasks["overdue"].sum())
    items = [
        {"label": s, "value": numbers.count(by_status.get(s, 0), text.ITEMS), "note": ""}
        for s in words.STATUS_ORDER
    ]
    items.append({"label": words.OVERDUE, "value": numbers.count(late, text.ITEMS), "note": "",
                  "tone": "bad" if late else "good"})  # fmt: skip
    said = words.TASKS_SENTENCE.format(
        total=total, closed=closed, share=numbers.percent(100 * closed / total), overdue=late
    )
    return slide(words.TASKS, said, {"kind": "figures", "items": items}, overdue_block(overdue))


def overdue_block(overdue: pd.DataFrame) -> dict:
    if overdue.empty:
        return {"kind": "calm", "words": words.TASKS_CALM}
    heads = columns(words.TASK_COLUMNS, ("10%", "26%", "", "16%", "17%"),
                    ("right", "", "", "", ""))  # fmt: skip
    body = [
        [numbers.count(r["days_overdue"]), r["facility_name"], r["issue"],
         r["responsible_unit"], numbers.day(r["deadline_date"])]
        for r in overdue.head(MOST_OVERDUE).to_dict("records")
    ]  # fmt: skip
    title = words.TASKS_OVERDUE.format(shown=len(body), total=len(overdue))
    return {"kind": "table", "title": title, "columns": heads, "rows": body}


def reports(submissions: pd.DataFrame, period: str) -> dict:
    """Who has reported and who has not."""
    if submissions.empty:
        return slide(words.REPORTS, words.REPORTS_NONE)
    waiting = submissions["status"].isin([MISSING, NOT_DUE])
    due = numbers.day(submissions["due_date"].max())
    is_past = (submissions["status"] == MISSING).any()
    rest = words.REPORTS_LATE if is_past else words.REPORTS_WAIT
    rest = rest.format(n=int(waiting.sum()), due=due) if waiting.any() else words.REPORTS_ALL
    said = words.REPORTS_SENTENCE.format(
        period=numbers.period(period),
        expected=len(submissions),
        reported=int((~waiting).sum()),
        rest=rest,
    )
    items = [unit(row) for row in submissions.to_dict("records")]
    return slide(words.REPORTS, said, {"kind": "units", "items": items})


def unit(row: dict) -> dict:
    tones = {MISSING: "bad", LATE: "late"} | dict.fromkeys(GOOD, "good")
    when = row["submitted_date"]
    said = row["status"]
    if not numbers.is_unknown(when) and str(when) != "NaT":
        said = words.REPORTED_ON.format(status=said, day=numbers.day(when))
    return {"name": row["unit"], "words": said, "tone": tones.get(row["status"], "")}


def decide(statutory, top, overdue, submissions) -> dict:
    """What the data asks the meeting to decide; nothing is decided here."""
    red = top[top["level"] == RED]
    late = submissions[submissions["status"].isin([MISSING, LATE])]
    found = (
        (words.DECIDE_STATUTORY, statutory, "facility_name"),
        (words.DECIDE_RED, red, "facility_name"),
        (words.DECIDE_OVERDUE, overdue, "facility_name"),
        (words.DECIDE_REPORTS, late, "unit"),
    )
    items = [
        {"head": head.format(n=len(rows)), "words": named(rows[column])}
        for head, rows, column in found
        if len(rows)
    ]
    if not items:
        return slide(words.DECIDE, words.DECIDE_CALM)
    said = words.DECIDE_SENTENCE.format(n=len(items))
    return slide(words.DECIDE, said, {"kind": "list", "items": items})


def named(names: pd.Series, few: int = 4) -> str:
    distinct = names.drop_duplicates().tolist()
    joined = words.LIST_JOIN.join(str(n) for n in distinct[:few])
    return words.AND_MORE.format(names=joined) if len(distinct) > few else joined


def plain(sentence: str) -> str:
    """A Markdown sentence as plain words."""
    return sentence.replace("**", "").replace("\\", "")


def scoped(slides: list[dict], chosen: str) -> list[dict]:
    """Every title with what was filtered (laws of truth, 13): a village is not the town."""
    if not chosen:
        return slides
    return [one | {"title": words.SCOPED.format(title=one["title"], what=chosen)} for one in slides]


def slide(title: str, sentence: str, *blocks: dict) -> dict:
    return {"title": title, "sentence": sentence, "blocks": list(blocks)}


def split(left: dict, right: dict, widths: str = "1fr 1fr") -> dict:
    return {"kind": "split", "parts": [left, right], "widths": widths}
