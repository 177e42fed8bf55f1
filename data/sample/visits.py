"""Monthly screening visits: harmless noise for most subjects, written growth for the schemes."""

from __future__ import annotations

import calendar
import random
from datetime import date

from data.sample.subjects import Subject, data_file, person

OPTIONAL = (
    "local_people",
    "prepay_months_max",
    "deposit_multiple_max",
    "promised_return_pct",
    "in_custody",
    "public_promotion",
    "petition_batches",
    "petition_people",
    "media_mentions",
    "media_level",
    "lawsuits",
)
MONEY = ("prepaid_service_wan", "deposit_wan", "membership_wan")


def month_starts(as_of: date, months: int) -> list[date]:
    """First days of the `months` months that end with the one of as_of."""
    last = as_of.year * 12 + as_of.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(last - months + 1, last + 1)]


def workdays(start: date, as_of: date, first: int, last: int) -> list[date]:
    """Mondays to Fridays between two days of a month, none after as_of; else as_of or `first`."""
    end = calendar.monthrange(start.year, start.month)[1]
    days = [start.replace(day=d) for d in range(first, min(last, end) + 1)]
    found = [d for d in days if d <= as_of and d.weekday() < 5]
    return found or [min(as_of, start.replace(day=first))]


def make_visits(subjects: list[Subject], as_of: date, seed: int, months: int) -> list[dict]:
    """Screening rows of all subjects, by month, then by the order of the subjects."""
    starts = month_starts(as_of, months)
    found = [_visits_of(subject, starts, as_of, seed) for subject in subjects]
    found.append(_stray_visits(starts, as_of, random.Random(f"{seed}:strays")))
    return [row for start in starts for visits in found for row in visits.get(start, [])]


def _visits_of(subject: Subject, starts: list[date], as_of: date, seed: int) -> dict:
    rng = random.Random(f"{seed}:visits:{subject.name}")
    if subject.scheme:
        return _scheme_visits(subject, starts, as_of, rng)
    profile = data_file("profiles")[subject.profile]
    base = _base(subject, profile, rng)
    return {
        start: [_ordinary(subject, profile, base, start, as_of, rng)]
        for start in starts
        if rng.random() >= _missed(profile, start, as_of)
    }


def _missed(profile: dict, start: date, as_of: date) -> float:
    """Chance of no visit; in the running month visits are spread over the first twenty days."""
    if (start.year, start.month) != (as_of.year, as_of.month):
        return profile["missed"]
    return max(profile["missed"], 1 - as_of.day / 20)


def _head(subject: Subject, start: date, as_of: date, rng: random.Random) -> dict:
    return {
        "facility_name": subject.name,
        "credit_code": subject.row["credit_code"],
        "village": subject.row["village"],
        "screened_date": rng.choice(workdays(start, as_of, 3, 20)),
        "screener": person(rng),
    }


def _draw(bounds, rng: random.Random) -> float:
    return rng.uniform(*bounds) if isinstance(bounds, list) else float(bounds or 0)


def _base(subject: Subject, profile: dict, rng: random.Random) -> dict:
    """What stays with a subject through the year."""
    residents = profile["people"] == "residents"
    people = subject.row["residents"] if residents else _draw(profile["people"], rng)
    base = {
        "people": people,
        "local_share": _draw(profile["local_share"], rng),
        "elderly_share": 1.0 if residents else _draw(profile["elderly_share"], rng),
        "months": round(_draw(profile["prepay_months"], rng)),
        "multiple": round(_draw(profile["deposit_multiple"], rng), 1),
        "per_person": {c: _draw(profile["money"].get(c, 0), rng) for c in MONEY},
    }
    if profile.get("fee_based"):
        base["per_person"] |= _fee_money(subject.row, base)
    return base


def _fee_money(row: dict, base: dict) -> dict:
    """Prepaid service fees and deposits of an institution, wan per resident."""
    return {
        "prepaid_service_wan": row["monthly_service_fee_yuan"] * base["months"] / 10_000,
        "deposit_wan": row["monthly_bed_fee_yuan"] * base["multiple"] / 10_000,
    }


def _ordinary(subject, profile: dict, base: dict, start: date, as_of: date, rng) -> dict:
    people = max(1, round(base["people"] + rng.choice((-1, 0, 0, 1))))
    money = {c: round(people * wan, 1) for c, wan in base["per_person"].items()}
    row = _head(subject, start, as_of, rng) | {
        "business_modes": profile["modes"],
        "people_involved": people,
        "elderly_involved": round(people * base["elderly_share"]),
        "local_people": round(people * base["local_share"]),
        "amount_involved_wan": round(sum(money.values()), 1),
        "unpaid_wan": 0.0,
        **money,
        "prepay_months_max": base["months"],
        "deposit_multiple_max": base["multiple"],
        "promised_return_pct": float(profile["promised_return"]),
        "in_custody": profile["custody"],
        "public_promotion": _yes(rng, profile["promotion"]),
    }
    return _forget(row | _noise(profile, rng), profile, rng)


def _noise(profile: dict, rng: random.Random) -> dict:
    yellow = rng.random() < profile["yellow"]
    media = int(rng.random() < profile["media"])
    return {
        "complaints": rng.randrange(1, 3) if rng.random() < profile["complaint"] else 0,
        "petition_batches": 0,
        "petition_people": 0,
        "media_mentions": media,
        "media_level": "一般" if media else "无",
        "lawsuits": int(rng.random() < profile["lawsuit"]),
        "distress_signs": "无",
        "level_reported": "黄" if yellow else "绿",
        "needs_rectification": "yes" if yellow and rng.random() < 0.5 else "no",
        "remarks": _remark(rng),
    }


def _remark(rng: random.Random) -> str | None:
    return rng.choice(data_file("phrases")["remarks"]["visit"]) if rng.random() < 0.25 else None


def _yes(rng: random.Random, chance: float) -> str:
    return "yes" if rng.random() < chance else "no"


def _forget(row: dict, profile: dict, rng: random.Random) -> dict:
    """Some cells nobody could fill, and those the subject withholds: unknown, which is not zero."""
    unfilled = [c for c in OPTIONAL if rng.random() < profile["unknown"]]
    return row | dict.fromkeys([*unfilled, *profile.get("withheld", ())])


def _scheme_visits(subject: Subject, starts: list[date], as_of: date, rng) -> dict:
    plan = scheme_plan(subject.name)
    length = len(plan["paths"]["people_involved"])
    steps = zip(starts[::-1], range(length - 1, -1, -1), strict=False)
    return {start: [_scheme_row(subject, plan, i, start, as_of, rng)] for start, i in steps}


def _stray_visits(starts: list[date], as_of: date, rng: random.Random) -> dict:
    """Visits whose subject is not in the register under that name."""
    found: dict[date, list[dict]] = {}
    for plan in data_file("states")["stray_visits"]:
        if plan["months_back"] < len(starts):
            start = starts[-1 - plan["months_back"]]
            found.setdefault(start, []).append(_stray_row(plan, start, as_of, rng))
    return found


def _stray_row(plan: dict, start: date, as_of: date, rng: random.Random) -> dict:
    people, amount = plan["people"], float(plan["amount"])
    row = {
        "facility_name": plan["facility_name"],
        "village": plan["village"],
        "screened_date": rng.choice(workdays(start, as_of, 3, 20)),
        "screener": person(rng),
        "business_modes": plan["modes"],
        "people_involved": people,
        "elderly_involved": people,
        "local_people": round(people * 0.9),
        "amount_involved_wan": amount,
        "unpaid_wan": 0.0,
    }
    return row | {"complaints": 0, "level_reported": "绿", "needs_rectification": "no"}


def scheme_plan(name: str) -> dict:
    """The written growth of one scheme subject."""
    return next(
        s for scheme in data_file("schemes") for s in scheme["subjects"] if s["name"] == name
    )


def _scheme_row(subject: Subject, plan: dict, i: int, start: date, as_of: date, rng) -> dict:
    step = {column: path[i] for column, path in plan["paths"].items()}
    people = step["people_involved"]
    money = _scheme_money(plan, people)
    row = _head(subject, start, as_of, rng) | plan["fixed"] | step | money
    row |= {"elderly_involved": round(people * 0.94), "local_people": round(people * 0.62)}
    for column in ("unpaid_wan", "promised_return_pct", "deposit_multiple_max"):
        row[column] = None if row[column] is None else float(row[column])
    return row


def _scheme_money(plan: dict, people: int) -> dict:
    """Money paid in by people, plus what the subject holds anyway; the total is exact."""
    rule, fixed = plan["per_person"], plan["fixed"]
    paid_in = round(max(0, people - rule["beyond"]) * rule["wan"], 1)
    if rule["column"] is None:
        return {"amount_involved_wan": paid_in}
    money = {c: float(fixed.get(c) or 0) for c in MONEY} | {rule["column"]: paid_in}
    return money | {"amount_involved_wan": round(sum(money.values()), 1)}
