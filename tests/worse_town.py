"""A town of random places, each beside twins of which one fact is worse, hidden or no longer told.

Invented data (演示数据). Every twin is a subject of its own, so that one import and one build judge
them all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Place = dict[str, Any]

FACILITY = {
    "name": "单位名称", "code": "统一社会信用代码", "kind": "机构类型", "status": "登记状态",
    "sector": "行业领域",
    "village": "所在村（社区）", "beds": "备案床位数", "assets": "固定资产净额（万元）",
}  # fmt: skip
SCREENING = {
    "name": "单位名称", "code": "统一社会信用代码", "village": "所在村（社区）",
    "day": "排查日期", "by": "排查人",
    "modes": "经营（营销）模式", "people": "涉及人数", "elderly": "其中老年人",
    "local": "其中本地人",
    "amount": "涉及金额（万元）", "unpaid": "未兑付金额（万元）",
    "service": "预收服务费（万元）", "deposit": "押金（万元）",
    "membership": "会员费余额（万元）", "months": "最长预收月数",
    "multiple": "押金相当于月床位费倍数",
    "promise": "承诺年化回报（%）", "custody": "资金是否存管", "promotion": "是否公开宣传",
    "complaints": "投诉举报次数",
    "batches": "信访批次", "petitioners": "单次最多人数", "mentions": "舆情条数",
    "media": "舆情级别",
    "lawsuits": "涉诉件数", "signs": "异常迹象",
}  # fmt: skip
FACTS = list(SCREENING)[5:]
SIGNS = ("拖欠工资", "停业", "延迟兑付", "资不抵债", "失联", "群体聚集", "扬言极端")
MODES = (
    "会员制",
    "预定床位",
    "养老地产",
    "投资入股",
    "旅居候鸟",
    "养老理财",
    "以房养老",
    "虚拟货币",
    "收藏品",
)
KINDS = ("养老机构", "日间照料中心", "养老服务公司", "健康产品经营单位", "医养结合机构")
MEDIA = ("无", "一般", "较大", "重大")
EARLY, LATE = "2026-08-20", "2026-11-20"
WORDS = (
    "安宁康泰福寿春晖景云松柏清和瑞祥乐颐馨雅德仁慈济民惠恩光明"
    "辉煌锦绣荣昌盛茂源泉溪谷岭峰霞露霜雪梅兰竹菊桂榕杉槐枫桐莲荷芳芬"
)
CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHT = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True)
class Twin:
    """A subject: which place it comes from, what is different, and what its visits say."""

    place: int
    group: str  # once: one visit; twice: an early and a late one
    change: str  # "" for the place as it is
    facts: Place
    visits: tuple[tuple[str, Place], ...]


def credit_code(number: int) -> str:
    """An invented code with a right check digit (GB 32100-2015)."""
    body = f"52500111MJ{number:07d}"
    return (
        body
        + CODE[(31 - sum(CODE.index(c) * w for c, w in zip(body, WEIGHT, strict=True)) % 31) % 31]
    )


def place(r: random.Random) -> Place:
    """Any mixture of lawful fees, flaws and schemes; a fifth of what a visit says is unknown."""
    kind = r.choice(KINDS)
    beds = r.randrange(15, 300) if kind in ("养老机构", "医养结合机构") else None
    people = r.choice(
        [int((beds or 60) * r.uniform(0.3, 0.95)), r.randrange(0, 160), r.randrange(600)]
    )
    service, deposit = round(people * r.uniform(0, 1.2), 1), round(people * r.uniform(0, 0.6), 1)
    membership = r.choice([0, 0, 0, round(people * r.uniform(0.1, 2), 1)])
    amount = round(
        r.choice([service + deposit + membership] * 3 + [r.uniform(0, 120), r.uniform(0, 3000)]), 1
    )
    local, batches = int(people * r.uniform(0.3, 1)), r.choice([0, 0, 0, 1, 2])
    mentions = r.choice([0, 0, 0, 1, 4])
    facts = {
        "kind": kind, "beds": beds, "assets": round((beds or 10) * r.uniform(2, 8)),
        "sector": "养老服务",
        "status": r.choice(["已登记已备案"] * 3 + ["已登记未备案", "未登记实际运营"]),
        "modes": "、".join(sorted(set(r.choices(MODES, k=2)))) if r.random() < 0.2 else "无",
        "people": people, "elderly": int(people * r.uniform(0.3, 1)), "local": local,
        "amount": amount,
        "unpaid": round(r.choice([0, 0, 0, amount * r.random()]), 1), "service": service,
        "deposit": deposit,
        "membership": membership, "months": r.choice([0, 1, 3, 6, 12, 14]),
        "multiple": r.choice([0, 2, 6, 12, 14]),
        "promise": r.choice([0, 0, 0, 4, 9]), "custody": r.choice(["是", "是", "否"]),
        "promotion": r.choice(["否", "否", "否", "是"]), "complaints": r.choice([0, 0, 0, 1, 3]),
        "batches": batches, "petitioners": r.randrange(1, 8) if batches else 0,
        "mentions": mentions,
        "media": r.choice(MEDIA[1:]) if mentions else "无", "lawsuits": r.choice([0, 0, 0, 1, 4]),
        "signs": "、".join(sorted(set(r.choices(SIGNS, k=2)))) if r.random() < 0.25 else "无",
    }  # fmt: skip
    for name in FACTS:
        if r.random() < 0.2:
            facts[name] = None
    return facts


def added(words: str, word: str) -> str:
    return word if words == "无" else "、".join(sorted({*words.split("、"), word}))


def worsenings(one: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    """What is worse, and the facts that say so; only of what is known, and lawful in one row (the
    elderly are no more than all, what is unpaid no more than the amount)."""
    yield from _greater(one)
    if one["custody"] == "是":
        yield "custody", {"custody": "否"}
    if one["promotion"] == "否":
        yield "promotion", {"promotion": "是"}
    if one["media"] in MEDIA[:-1]:
        yield "media", {"media": MEDIA[MEDIA.index(one["media"]) + 1]}
    for column, words in (("signs", SIGNS), ("modes", MODES)):
        for word in words if one[column] else ():
            if word not in one[column]:
                yield f"{column} {word}", {column: added(one[column], word)}


def _greater(one: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    steps = {
        "people": 90, "amount": 45, "membership": 30, "months": 7, "multiple": 7, "promise": 5,
        "complaints": 1, "batches": 1, "petitioners": 4, "mentions": 2, "lawsuits": 1,
    }  # fmt: skip
    for name, step in steps.items():
        if one[name] is not None:
            yield name, {name: one[name] + step}
            yield f"{name} ×3", {name: one[name] * 3 + step}
    if one["people"] and one["elderly"] is not None and one["elderly"] < one["people"]:
        yield "elderly", {"elderly": one["people"]}
    if one["local"]:
        yield "local", {"local": one["local"] // 2}
    if one["unpaid"] is not None and (one["amount"] is None or one["unpaid"] < one["amount"]):
        yield "unpaid", {"unpaid": min(one["unpaid"] + 60, one["amount"] or 1e9)}
    yield from _greater_fees(one)


def _greater_fees(one: Mapping[str, Any]) -> Iterator[tuple[str, Place]]:
    """Fees explain money (floors.yml, lawful_fees): alone they may rise only where that explains no
    more than before; with the money they are part of, they may rise anywhere."""
    fees = None if None in (one["service"], one["deposit"]) else one["service"] + one["deposit"]
    for name in ("service", "deposit"):
        if one[name] is None:
            continue
        explained = fees is not None and (one["amount"] or 0) > 1.1 * fees
        if not explained or one["amount"] > 1.1 * (fees + 40):
            yield name, {name: one[name] + 40}
    if fees and one["amount"] is not None:
        three = {name: round(3 * one[name], 1) for name in ("service", "deposit", "amount")}
        yield "all money ×3", three


def twins(places: int, seed: int) -> list[Twin]:
    r, found = random.Random(seed), []
    for number in range(places):
        one = place(r)
        found.append(Twin(number, "once", "", one, ((LATE, one),)))
        for change, facts in worsenings(one):
            worse = one | facts
            found.append(Twin(number, "once", change, worse, ((LATE, worse),)))
        found.append(Twin(number, "twice", "", one, ((EARLY, one), (LATE, one))))
        found.append(Twin(number, "twice", "not visited", one, ((EARLY, one),)))
        for name in (name for name in FACTS if one[name] is not None):
            late = one | {name: None}
            found.append(Twin(number, "twice", f"hidden {name}", one, ((EARLY, one), (LATE, late))))
    return found


def sheets(listed: list[Twin], seed: int, villages: list[str]) -> dict[str, list[list]]:
    """The two sheets of one workbook; the n-th twin's name ends in the n-th name of `names`."""
    registers, visits = [list(FACILITY.values())], [list(SCREENING.values())]
    for number, (name, twin) in enumerate(zip(names(len(listed), seed), listed, strict=True)):
        who = {
            "name": name,
            "code": credit_code(number + 1),
            "village": villages[number % len(villages)],
        }
        registers.append([(twin.facts | who).get(column) for column in FACILITY])
        for day, said in twin.visits:
            row = said | who | {"day": day, "by": "王某"}
            visits.append([row.get(column) for column in SCREENING])
    return {"单位基础信息表": registers, "风险排查表": visits}


def names(count: int, seed: int) -> list[str]:
    r, found = random.Random(seed), {}
    while len(found) < count:
        found["".join(r.sample(WORDS, 5)) + "养老院"] = None
    return list(found)
