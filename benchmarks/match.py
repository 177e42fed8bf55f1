"""Matching 50,000 reported names against 50,000 known ones: speed, and F1 on a labelled set.

The generator's rules: a known name is 2–5 syllables of a fixed set plus one of eight kinds of
organisation. A reported name is, with equal chance, the name itself; the name with a space or
bracket variant; with another legal form; with one character replaced by a homophone; with one
character replaced by any other; or a name that is not on the list (25 % of all).
"""

from __future__ import annotations

import random
import time

import pandas as pd

from models.matching import match

SYLLABLES = (
    "曙光柏杨花桥石龙塘新水梯子东风福瑞康元银禾安居松溪里鹤汀栖岁颐晖春荣华泰和顺"
    "祥嘉乐欣悦怡静雅清源泉林森海云天星月"
)
KINDS = ["养老院", "养老服务有限公司", "健康体验馆", "日间照料中心", "老年公寓", "康养基地"]
KINDS += ["互助养老点", "商贸有限公司"]
HOMOPHONES = dict(zip("曙福康颐鹤溪桥荣华源林安泰", "署富糠怡贺西侨容桦圆霖鞍太", strict=True))
SAMPLE = 2_000  # rapidfuzz compares every pair: 50,000 × 50,000 would take hours


def run(arguments: list[str] | None = None) -> list[dict]:
    """Rows: who, names, seconds, precision, recall, F1 of the proposed or joined facility."""
    rng = random.Random(11)
    roster = _roster(rng, 50_000)
    asked, truth = _reported(rng, roster, 50_000)
    started = time.perf_counter()
    found = match(asked, roster)
    seconds = time.perf_counter() - started
    answer = found["facility_id"].fillna(found["proposal_facility_id"])
    rows = [{"who": "models.matching", "names": len(asked), "seconds": round(seconds, 2)}]
    rows[0] |= _scores(answer.tolist(), truth) | {"target": "5 s"}
    certain = _scores(found["facility_id"].tolist(), truth)
    rows.append({"who": "… certain joins only", "names": len(asked), **certain})
    rows.append(_plain_rapidfuzz(asked.head(SAMPLE), truth[:SAMPLE], roster))
    return rows


def _roster(rng: random.Random, count: int) -> pd.DataFrame:
    names: dict[str, None] = {}
    while len(names) < count:
        names[_core(rng) + rng.choice(KINDS)] = None
    ids = [f"F{i}" for i in range(count)]
    columns = {"facility_id": ids, "facility_name": list(names), "credit_code": None}
    return pd.DataFrame({**columns, "village_code": None})


def _core(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 5)))


def _reported(rng: random.Random, roster: pd.DataFrame, count: int):
    known = dict(zip(roster["facility_name"], roster["facility_id"], strict=True))
    names, truth = [], []
    for _ in range(count):
        if rng.random() < 0.25:
            name = _core(rng) + rng.choice(KINDS)
            names.append(name)
            truth.append(
                None
                if name not in known
                else roster["facility_id"][roster["facility_name"] == name].iloc[0]
            )
            continue
        i = rng.randrange(len(roster))
        names.append(_mistaken(rng, roster["facility_name"].iat[i]))
        truth.append(roster["facility_id"].iat[i])
    return pd.DataFrame({"name": names, "credit_code": None, "village_code": None}), truth


def _mistaken(rng: random.Random, name: str) -> str:
    kind = rng.randrange(5)
    if kind == 1:
        at = rng.randrange(1, len(name))
        return name[:at] + rng.choice([" ", "　", "·"]) + name[at:]
    if kind == 2 and "有限公司" in name:
        return name.replace("有限公司", "有限责任公司")
    if kind == 3:
        return next((name.replace(a, b, 1) for a, b in HOMOPHONES.items() if a in name), name)
    if kind == 4:
        at = rng.randrange(len(name))
        return name[:at] + rng.choice(SYLLABLES) + name[at + 1 :]
    return name


def _scores(answers: list, truth: list) -> dict[str, float]:
    given = [(a, t) for a, t in zip(answers, truth, strict=True) if a is not None and a == a]
    right = sum(a == t for a, t in given)
    wanted = sum(t is not None for t in truth)
    precision, recall = right / max(len(given), 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _plain_rapidfuzz(asked: pd.DataFrame, truth: list, roster: pd.DataFrame) -> dict:
    """The best plain similarity of at least 80, letter by letter, against the whole roster."""
    from rapidfuzz import fuzz, process

    ids, choices = roster["facility_id"].tolist(), roster["facility_name"].tolist()
    started = time.perf_counter()
    best = [
        process.extractOne(n, choices, scorer=fuzz.ratio, score_cutoff=80) for n in asked["name"]
    ]
    seconds = time.perf_counter() - started
    answers = [None if b is None else ids[b[2]] for b in best]
    return {
        "who": "rapidfuzz ratio ≥ 80",
        "names": len(asked),
        "seconds": round(seconds, 2),
        **_scores(answers, truth),
    }
