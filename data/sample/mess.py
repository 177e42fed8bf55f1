"""How the invented clerks write a value: ordinary mess, and the few rows that are really wrong."""

from __future__ import annotations

import random
from datetime import date, timedelta

from data.sample.columns import names_of_type
from data.sample.place import region
from data.sample.subjects import data_file, village_aliases

PEOPLE = {"people_involved", "elderly_involved", "local_people", "participants"}
SUFFIX = {
    "residents": "人",
    "people_involved": "人",
    "beds_registered": "张",
    "prepay_months_max": "个月",
    "screened_count": "家",
    "sessions": "场",
    "materials": "份",
}
FLAGS = names_of_type("yesno")
LISTS = names_of_type("multi")
DIGITS = "零一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def written(column: str, value, rng: random.Random, money: str = "wan", dated: bool = False):
    """The cell a clerk writes for a canonical value; `dated`: the sheet's title gives the year.

    Reading the cell back by the rules of forms.md §2 gives the value again, exactly.
    """
    if value is None:
        return unknown(column, rng)
    if isinstance(value, date):
        return written_date(value, rng, dated)
    if column in FLAGS:
        return rng.choice(data_file("layouts")["written_marks"][value])
    if column.endswith("_wan"):
        return written_money(value, rng, money)
    if isinstance(value, int):
        return written_count(column, value, rng)
    if column in LISTS:
        return value.replace("、", rng.choice(("、", "、", "，", "；", ",")))
    if column == "village":
        return written_village(value, rng)
    return value


def unknown(column: str, rng: random.Random) -> str:
    """Blank, / or words for not known; never 无, which means none."""
    ways = data_file("layouts")["unknown"]
    if column in FLAGS:
        return rng.choice(ways["flag"])
    if column in PEOPLE:
        return rng.choice(ways["count"])
    is_number = column.endswith(("_wan", "_max", "_pct", "_batches", "_mentions"))
    return rng.choice(ways["default"] if is_number else ways["text"])


def written_date(day: date, rng: random.Random, dated: bool):
    chance = rng.random()
    if chance < 0.55:
        return day
    plain = f"{day.year}年{day.month}月{day.day}日"
    dots = f"{day.year}.{day.month}.{day.day}"
    short = f"{day.month}月{day.day}日" if dated else plain
    return rng.choice((plain, plain, dots, f"{day:%Y%m%d}", f"{day:%Y-%m-%d}", short))


def written_money(wan: float, rng: random.Random, money: str):
    """An amount in the unit of the sheet, now and then with its own unit in the cell."""
    yuan = round(wan * 10_000)
    chance = rng.random()
    if wan == 0:
        return "无" if chance < 0.2 else 0
    if chance < 0.04:
        return f"{wan:g}万"
    if chance < 0.07:
        return f"{yuan:,}元"
    if chance < 0.1 and money == "wan":
        return f"{wan:,}"
    return yuan if money == "yuan" else wan


def written_count(column: str, count: int, rng: random.Random):
    chance = rng.random()
    if count == 0:
        return "无" if chance < 0.15 else "零" if chance < 0.18 else 0
    if column in PEOPLE and chance < 0.04:
        return rng.choice((f"约{count}人", f"{count}余人"))
    if column in SUFFIX and chance < 0.1:
        return f"{count}{SUFFIX[column]}"
    if chance < 0.12:
        return str(count).translate(FULL_WIDTH)
    if chance < 0.15 and count < 100:
        return chinese_numeral(count)
    return count


def chinese_numeral(count: int) -> str:
    """1 to 99 in Chinese words: 8 八, 10 十, 21 二十一."""
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def written_village(name: str, rng: random.Random) -> str:
    """The short name mostly; else without its last character, with the town, or a former name."""
    if not name.endswith(("村", "社区")) or rng.random() < 0.8:
        return name
    bare = name.removesuffix("村").removesuffix("社区")
    return rng.choice((bare, f"{region().name}{name}", *village_aliases()[name]))


# A row is spoiled in one way: the columns of the canonical row it damages, as cells.
# Rejected by forms.md §2a: impossible date, contradiction, missing or unknown required value.
def impossible_date(row: dict, column: str) -> dict:
    return {column: f"{row[column].year}年13月{row[column].day}日"}


def spoiled_cells(kind: str, row: dict) -> dict:
    """The cells that replace the right ones in a row spoiled in this way."""
    return SPOILERS[kind](row)


SPOILERS = {
    "bad_screened_date": lambda row: impossible_date(row, "screened_date"),
    "more_elderly_than_people": lambda row: {"elderly_involved": row["people_involved"] + 9},
    "more_unpaid_than_amount": lambda row: {"unpaid_wan": f"{row['amount_involved_wan'] + 3}万"},
    "no_screener": lambda row: {"screener": ""},
    "bad_received_date": lambda row: impossible_date(row, "received_date"),
    "due_before_assigned": lambda row: {"due_date": row["assigned_date"] - timedelta(days=7)},
    "verified_by_oneself": lambda row: {"verifier": row["responsible_person"]},
    "foreign_village": lambda row: {"village": "望江村"},
    "no_channel": lambda row: {"channel": ""},
    "bad_submitted_date": lambda row: impossible_date(row, "submitted_date"),
    # accepted, but the number must be masked before anything is stored; its check digit is wrong
    "personal_id": lambda row: {"remarks": "联系人身份证500111194803120019，已登记"},
}
SPOILED_COUNTS = {
    "screening": {
        "bad_screened_date": 4,
        "more_elderly_than_people": 4,
        "more_unpaid_than_amount": 2,
        "no_screener": 4,
        "personal_id": 1,
    },
    "lead": {"bad_received_date": 1},
    "rectification": {"due_before_assigned": 1, "verified_by_oneself": 1},
    "publicity": {"foreign_village": 3, "no_channel": 2},
    "submission": {"bad_submitted_date": 3},
}


def spoiled_rows(town) -> dict[tuple[str, int], str]:
    """(form, index in town.rows) -> kind of damage, about 2-3 % of all rows; never a scheme."""
    rng = random.Random(f"{town.seed}:spoil")
    kept = {name for scheme in town.schemes for name in scheme.subjects}
    spoiled = {}
    for form, kinds in SPOILED_COUNTS.items():
        free = [i for i, row in enumerate(town.rows[form]) if _may_spoil(form, row, kept)]
        rng.shuffle(free)
        for kind in (kind for kind, count in kinds.items() for _ in range(count)):
            if free:
                spoiled[form, free.pop()] = kind
    return spoiled


def _may_spoil(form: str, row: dict, kept: set[str]) -> bool:
    if row.get("facility_name") in kept:
        return False
    if form == "screening":
        return row["people_involved"] is not None and row["credit_code"] is not None
    if form == "lead":
        return row["status"] == "已办结"
    return form != "rectification" or row["verify_result"] == "通过"
