"""Who there is in the invented town: the written roster, then further subjects as asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice, product
from pathlib import Path

import yaml

from data.sample.place import moved, region

HERE = Path(__file__).resolve().parent

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = [pow(3, place, 31) for place in range(17)]
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Subject:
    """One invented subject: its facility row and what the screening needs to know about it."""

    row: dict
    profile: str
    scheme: str | None = None

    @property
    def name(self) -> str:
        return self.row["facility_name"]


@cache
def data_file(name: str):
    """The parsed YAML beside this file."""
    return yaml.safe_load(moved((HERE / f"{name}.yml").read_text(encoding="utf-8")))


@cache
def villages() -> tuple[str, ...]:
    """Short names of the region's villages, the community (town seat) first."""
    return tuple(one.name for one in region().villages)


def village_aliases() -> dict[str, tuple[str, ...]]:
    """Former names by village, from the reference list."""
    return {one.name: one.aliases for one in region().villages}


def check_character(first17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100-2015, ISO 7064 MOD 31-3)."""
    total = sum(CODE_CHARACTERS.index(c) * w for c, w in zip(first17, CODE_WEIGHTS, strict=True))
    return CODE_CHARACTERS[(31 - total % 31) % 31]


def credit_code(prefix: str, number: int) -> str:
    """A valid code for an invented subject; its nine-character body is valid by GB 11714 too."""
    body = f"{number:08d}"
    rest = 11 - sum(int(c) * w for c, w in zip(body, BODY_WEIGHTS, strict=True)) % 11
    first17 = prefix + region().town_code[:6] + body + {10: "X", 11: "0"}.get(rest, str(rest))
    return first17 + check_character(first17)


def person(rng: random.Random, other_than: str | None = None) -> str:
    """A surname and 某, never `other_than`."""
    surnames = data_file("phrases")["surnames"].split()
    return rng.choice([s for s in surnames if f"{s}某" != other_than]) + "某"


def make_subjects(as_of: date, seed: int, count: int) -> list[Subject]:
    """`count` subjects, the roster first, then generated ones."""
    plans = islice(_plans(seed), count)
    return [_subject(plan, number, as_of, seed) for number, plan in enumerate(plans, start=1)]


def _plans(seed: int) -> Iterator[dict]:
    yield from data_file("roster")["subjects"]
    yield from _further_plans(random.Random(f"{seed}:further"))


def _further_plans(rng: random.Random) -> Iterator[dict]:
    more = data_file("roster")["more"]
    kinds, odds = list(more["types"]), list(more["types"].values())
    pairs = [a + b for a, b in product(more["first"].split(), more["second"].split())]
    rng.shuffle(pairs)
    for number, (core, village) in enumerate(product(pairs, villages())):
        kind = rng.choices(kinds, odds)[0]
        short = village.removesuffix("村").removesuffix("社区")
        place = "重庆" if kind == "养老服务公司" else short
        ending = more["suffix"][kind]
        tag = core if kind != "养老服务公司" else core + village[0]
        yield {"name": place + tag + ending, "type": kind, "village": village} | _size(kind, rng)
        if number >= len(pairs) * len(villages()):
            return


def _size(kind: str, rng: random.Random) -> dict:
    if kind in ("养老机构", "医养结合机构"):
        beds = rng.randrange(20, 120)
        fee = [rng.randrange(8, 18) * 100, rng.randrange(10, 22) * 100]
        residents = int(beds * rng.uniform(0.5, 0.95))
        return {"beds": beds, "residents": residents, "assets": beds * 8, "fee": fee, "code": "52"}
    if kind in ("日间照料中心", "互助养老点"):
        beds = rng.randrange(4, 15)
        return {"beds": beds, "residents": rng.randrange(1, beds + 1)}
    return {}


def _subject(plan: dict, number: int, as_of: date, seed: int) -> Subject:
    rng = random.Random(f"{seed}:subject:{number}")
    known = data_file("roster")["type_defaults"][plan["type"]] | plan
    return Subject(
        row=_facility_row(known, number, as_of, rng),
        profile=known.get("profile", known["type"]),
        scheme=_scheme_of(known["name"]),
    )


def _scheme_of(name: str) -> str | None:
    schemes = data_file("schemes")
    return next((s["key"] for s in schemes for sub in s["subjects"] if sub["name"] == name), None)


def _facility_row(known: dict, number: int, as_of: date, rng: random.Random) -> dict:
    bed_fee, service_fee = known.get("fee", (None, None))
    return {
        "facility_name": known["name"],
        "credit_code": _code(known, number),
        "facility_type": known["type"],
        "registration_status": known["status"],
        "ownership": known["ownership"],
        "sector": known["sector"],
        "department": known["department"],
        "village": known["village"],
        "address": f"{known['village']}{rng.randrange(1, 9)}组{rng.randrange(1, 200)}号",
        "legal_person": person(rng),
        "phone": f"1990000{number % 10000:04d}",
        "opened_date": as_of - timedelta(days=known.get("age_days") or rng.randrange(500, 4000)),
        "beds_registered": known.get("beds"),
        "residents": known.get("residents"),
        "custody_account": known["custody"],
        "fixed_assets_net_wan": _float(known.get("assets")),
        "monthly_bed_fee_yuan": _float(bed_fee),
        "monthly_service_fee_yuan": _float(service_fee),
        "affiliated_to": known.get("affiliated"),
    }


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _code(known: dict, number: int) -> str | None:
    if not known.get("code"):
        return None
    code = credit_code(known["code"], 90000000 + number)
    if not known.get("bad_code"):
        return code
    return code[:17] + CODE_CHARACTERS[(CODE_CHARACTERS.index(code[17]) + 1) % 31]
