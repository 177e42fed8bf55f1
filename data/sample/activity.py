"""What villages and departments do and report: publicity, monthly submissions, population."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from data.sample.subjects import data_file, person, villages
from data.sample.visits import month_starts, workdays

CHANNELS = (
    "村民群",
    "院户会",
    "坝坝会",
    "乡音小喇叭",
    "小手牵大手",
    "集中宣传日",
    "入户走访",
    "横幅海报",
    "短信",
    "LED屏",
    "讲座培训",
    "新媒体",
)
UNCOUNTED = ("村民群", "乡音小喇叭", "横幅海报", "短信", "LED屏", "新媒体")
DUE_DAY = 22
STILL_OUT = 0.3  # share of units that have not reported the running month yet

# 常住人口, 60岁以上, 65岁以上, 空巢独居 per village: invented, not the census of any place.
INVENTED_POPULATION = (
    (4210, 1052, 790, 131),
    (2380, 738, 566, 118),
    (2055, 655, 497, 96),
    (1930, 618, 474, 102),
    (2240, 681, 512, 109),
    (2610, 794, 601, 127),
    (1785, 589, 452, 94),
    (1520, 524, 405, 88),
)


def units() -> list[str]:
    """All units that report: the villages, then the town's departments."""
    return [*villages(), *data_file("phrases")["units"]["departments"]]


def make_publicity(as_of: date, seed: int, months: int) -> list[dict]:
    """Activities in order of day; never the same unit, day and channel twice."""
    rng = random.Random(f"{seed}:publicity")
    rows = [
        _activity(unit, start, number, as_of, rng)
        for start in month_starts(as_of, months)
        for number, unit in enumerate(units())
        for _ in range(_activities(unit, rng))
    ]
    unique = {(r["village"], r["activity_date"], r["channel"]): r for r in rows}
    return sorted(unique.values(), key=lambda r: (r["activity_date"], r["village"]))


def _activities(unit: str, rng: random.Random) -> int:
    return rng.choice((1, 1, 2, 3)) if unit in villages() else rng.choice((0, 0, 1))


def _activity(unit: str, start: date, number: int, as_of: date, rng: random.Random) -> dict:
    channel = CHANNELS[(start.month * 5 + number + rng.randrange(5)) % len(CHANNELS)]
    counted = channel not in UNCOUNTED
    people = rng.randrange(15, 160) if counted else None
    return {
        "activity_date": rng.choice(workdays(start, as_of, 2, 27)),
        "village": unit,
        "channel": channel,
        "sessions": rng.randrange(1, 4),
        "participants": people,
        "elderly_participants": int(people * rng.uniform(0.5, 0.9)) if counted else None,
        "materials": rng.randrange(0, 30) * 10,
        "cases_publicised": rng.choice((0, 0, 1, 1, 2)),
        "remarks": _remark("publicity", rng),
    }


def _remark(kind: str, rng: random.Random) -> str | None:
    return rng.choice(data_file("phrases")["remarks"][kind]) if rng.random() < 0.15 else None


def make_submissions(rows: dict, as_of: date, seed: int, months: int) -> list[dict]:
    """One row per unit and month that reported; a unit that did not report has no row."""
    rng = random.Random(f"{seed}:submissions")
    screened = Counter((r["village"], period(r["screened_date"])) for r in rows["screening"])
    leads = Counter((r["village"], period(r["received_date"])) for r in rows["lead"])
    found = [
        _submission(unit, start, screened, leads, as_of, rng)
        for start in month_starts(as_of, months)
        for unit in units()
    ]
    return [row for row in found if row]


def period(day: date) -> str:
    """The month of a day as the marts write it: 2026-09."""
    return f"{day:%Y-%m}"


def _submission(unit: str, start: date, screened, leads, as_of: date, rng) -> dict | None:
    submitted = _submitted(start, rng)
    is_waiting = period(start) == period(as_of) and rng.random() < STILL_OUT
    if submitted is None or submitted > as_of or is_waiting:
        return None
    key = (unit, period(start))
    checked = screened[key] if unit in villages() else rng.randrange(2, 10)
    found = leads[key]
    is_zero = found == 0 and rng.random() < 0.6
    return {
        "unit": unit,
        "period": period(start),
        "submitted_date": submitted,
        "submitter": person(rng),
        "is_zero_report": "yes" if is_zero else "no",
        "screened_count": checked,
        "lead_count": found,
        "progress": _progress(is_zero, submitted, checked, rng),
        "remarks": _remark("submission", rng),
    }


def _submitted(start: date, rng: random.Random) -> date | None:
    """Mostly by the 22nd, some days late in one month of ten, not at all in one of twenty."""
    chance, early, late = rng.random(), rng.randrange(14, DUE_DAY + 1), rng.randrange(1, 7)
    if chance < 0.05:
        return None
    return (
        start.replace(day=DUE_DAY) + timedelta(days=late)
        if chance < 0.15
        else start.replace(day=early)
    )


def _progress(is_zero: bool, submitted: date, checked: int, rng: random.Random) -> str:
    words = data_file("phrases")["progress"]
    if not is_zero:
        return rng.choice(words["normal"]).format(screened=checked)
    day = {"month": submitted.month, "day": submitted.day}
    return words["zero"].format(**day, place=rng.choice(words["places"]), person=person(rng))


def make_population(as_of: date, months: int) -> list[dict]:
    """Two counts of every village: at the start of the year shown and half-way; invented."""
    starts = month_starts(as_of, months)
    dates = sorted({starts[0], starts[len(starts) // 2]})
    return [_count(v, day, step) for step, day in enumerate(dates) for v in villages()]


def _count(village: str, day: date, step: int) -> dict:
    people, over_60, over_65, alone = INVENTED_POPULATION[
        villages().index(village) % len(INVENTED_POPULATION)
    ]
    return {
        "village": village,
        "as_of_date": day,
        "residents": people - 12 * step,
        "elderly_60": over_60 + 5 * step,
        "elderly_65": over_65 + 4 * step,
        "empty_nest": alone + 2 * step,
    }
