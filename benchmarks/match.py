"""Matching 50,000 reported names against 50,000 known ones: speed, and F1 on a labelled set.

The generator's rules. A known name is a region (none, or one of five prefixes), a brand of two to
four characters out of 120, and one of 14 kinds of organisation; every tenth known name takes the
brand of the one before it with another kind, as a home and its company do. Of the reported names a
quarter are of the same making but on no list; the others are known names, in equal parts: as they
are; with blanks, brackets or full-width letters; with another legal form or none; with the region
added, dropped or changed; with a character that sounds alike; with one that looks alike (half of
those pairs are unknown to the matcher); with the kind shortened or said otherwise; with two
neighbouring characters of the brand swapped; with one brand character replaced at random.
The lines of the matcher were chosen on seed 7, the figures are of seed 11. No codes, no villages:
names alone. The peers are run as their manuals show; rapidfuzz on a sample, for it compares all.
"""

from __future__ import annotations

import random
import time

import pandas as pd

from models.likeness import Read
from models.matching import core_name, match, normalise_name

BRANDS = (
    "曙光柏杨花桥石龙塘新水梯东风福瑞康元银禾安居松溪里鹤汀栖岁颐晖春荣华泰和顺祥嘉乐欣悦怡静雅清源泉"
    "林森海云天星月金秋夕阳红孝慈寿仁爱德善恒信诚宏达兴旺盛昌隆吉利宝珍珠玉兰竹梅菊莲桂枫樟岭江河湖山"
    "峰岩谷田园苑庭院轩阁亭台楼"
)
REGIONS = ["", "", "", "重庆市", "重庆市大足区", "大足区", "大足区季家镇", "季家镇"]
KINDS = [
    *["养老院", "敬老院", "老年公寓", "养老服务中心", "日间照料中心", "互助养老点", "康养中心"],
    *["养老服务有限公司", "养老产业发展有限公司", "健康管理有限公司", "健康咨询有限公司"],
    *["商贸有限公司", "健康体验馆", "康养基地"],
]
OTHER_WORDS = {
    "养老院": "养老服务中心", "敬老院": "养老院", "老年公寓": "老人公寓",
    "养老服务中心": "养老中心", "日间照料中心": "日照中心", "互助养老点": "互助养老站",
    "康养中心": "康养基地", "养老服务有限公司": "养老有限公司",
    "养老产业发展有限公司": "养老产业有限公司", "健康管理有限公司": "健康有限公司",
    "健康咨询有限公司": "健康咨询服务部", "商贸有限公司": "商贸", "健康体验馆": "体验馆",
    "康养基地": "康养",
}  # fmt: skip
SOUND_ALIKE = dict(
    zip("曙福康颐鹤溪桥荣华源林安泰欣馨禾松", "署富糠怡贺西侨容桦圆霖鞍太心心和嵩", strict=True)
)
LOOK_ALIKE = dict(
    zip("天元怡石欣日清玉今华岭竹峰德江", "夫无恰右欢曰青王令毕岑竺锋得汀", strict=True)
)
SAMPLE = 1_000  # rapidfuzz compares every pair: 50,000 × 50,000 would take hours
SEED = 11


def run(arguments: list[str] | None = None) -> list[dict]:
    """Rows: who, names, seconds, precision, recall, F1 of the proposed or joined facility."""
    roster, asked, truth = labelled(SEED, 50_000)
    match(asked.head(2), roster.head(50))  # libraries loaded before the clock starts
    started = time.perf_counter()
    found = match(asked, roster)
    seconds = time.perf_counter() - started
    answer = found["facility_id"].fillna(found["proposal_facility_id"])
    rows = [{"who": "models.matching", "names": len(asked), "seconds": round(seconds, 2)}]
    rows[0] |= scores(answer.tolist(), truth) | {"target": "5 s"}
    certain = scores(found["facility_id"].tolist(), truth)
    rows.append({"who": "… certain joins only", "names": len(asked), **certain})
    rows.append(splink_row(asked, truth, roster))
    rows.append(rapidfuzz_row(asked.head(SAMPLE), truth[:SAMPLE], roster))
    return rows


# ---------------------------------------------------------------- the labelled set


def labelled(seed: int, count: int) -> tuple[pd.DataFrame, pd.DataFrame, list[str | None]]:
    """(roster, asked, truth): the facility_id behind each asked name, None when on no list."""
    rng = random.Random(seed)
    known = _known(rng, count)
    ids = {_said(name): f"F{i}" for i, name in enumerate(known)}
    columns = {"facility_id": list(ids.values()), "facility_name": [_whole(n) for n in known]}
    roster = pd.DataFrame(columns).assign(credit_code=None, village_code=None)
    names, truth = [], []
    for _ in range(count):
        name = _name(rng) if rng.random() < 0.25 else rng.choice(known)
        truth.append(ids.get(_said(name)))
        names.append(_mistaken(rng, name) if truth[-1] else _whole(name))
    return roster, pd.DataFrame({"name": names, "credit_code": None, "village_code": None}), truth


def _known(rng: random.Random, count: int) -> list[tuple[str, str, str]]:
    names: dict[str, tuple[str, str, str]] = {}
    while len(names) < count:
        name = _name(rng)
        if names and rng.random() < 0.1:
            region, brand, _ = next(reversed(names.values()))
            name = (region, brand, name[2])
        names.setdefault(_said(name), name)
    return list(names.values())


def _name(rng: random.Random) -> tuple[str, str, str]:
    brand = "".join(rng.choice(BRANDS) for _ in range(rng.choice((2, 2, 3, 3, 4))))
    return rng.choice(REGIONS), brand, rng.choice(KINDS)


def _said(name: tuple[str, str, str]) -> str:
    """What tells two subjects of the set apart: brand and kind."""
    return name[1] + name[2]


def _whole(name: tuple[str, str, str]) -> str:
    return "".join(name)


def _mistaken(rng: random.Random, name: tuple[str, str, str]) -> str:
    return rng.choice(MISTAKES)(rng, *name)


def _as_is(rng, region, brand, kind):
    return region + brand + kind


def _spaced(rng, region, brand, kind):
    whole = region + brand + kind
    at = rng.randrange(1, len(whole))
    return rng.choice((f"{whole[:at]}　{whole[at:]}", f"{region}（{brand}）{kind}", f"{whole}\n"))


def _other_law(rng, region, brand, kind):
    other = rng.choice(("有限责任公司", "", "股份有限公司"))
    return region + brand + kind.replace("有限公司", other)


def _other_region(rng, region, brand, kind):
    return rng.choice(REGIONS) + brand + kind


def _sounding(rng, region, brand, kind):
    return region + _replaced(rng, brand, SOUND_ALIKE) + kind


def _looking(rng, region, brand, kind):
    return region + _replaced(rng, brand, LOOK_ALIKE) + kind


def _replaced(rng, brand: str, pairs: dict[str, str]) -> str:
    at = [i for i, c in enumerate(brand) if c in pairs]
    i = rng.choice(at) if at else None
    return brand if i is None else brand[:i] + pairs[brand[i]] + brand[i + 1 :]


def _other_kind(rng, region, brand, kind):
    return region + brand + OTHER_WORDS[kind]


def _swapped(rng, region, brand, kind):
    i = rng.randrange(len(brand) - 1)
    return region + brand[:i] + brand[i + 1] + brand[i] + brand[i + 2 :] + kind


def _random_character(rng, region, brand, kind):
    i = rng.randrange(len(brand))
    return region + brand[:i] + rng.choice(BRANDS) + brand[i + 1 :] + kind


MISTAKES = (_as_is, _spaced, _other_law, _other_region, _sounding, _looking, _other_kind, _swapped,
            _random_character)  # fmt: skip


# ---------------------------------------------------------------- scores and peers


def scores(answers: list, truth: list) -> dict[str, float]:
    given = [(a, t) for a, t in zip(answers, truth, strict=True) if a is not None and a == a]
    right = sum(a == t for a, t in given)
    wanted = sum(t is not None for t in truth)
    precision, recall = right / max(len(given), 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def rapidfuzz_row(asked: pd.DataFrame, truth: list, roster: pd.DataFrame) -> dict:
    """The best plain similarity of at least 80, letter by letter, against the whole roster."""
    from rapidfuzz import fuzz, process

    ids, choices = roster["facility_id"].tolist(), roster["facility_name"].tolist()
    started = time.perf_counter()
    best = [
        process.extractOne(n, choices, scorer=fuzz.ratio, score_cutoff=80) for n in asked["name"]
    ]
    seconds = time.perf_counter() - started
    answers = [None if b is None else ids[b[2]] for b in best]
    who = {"who": "rapidfuzz ratio ≥ 80", "names": len(asked), "seconds": round(seconds, 2)}
    return who | scores(answers, truth)


def splink_row(asked: pd.DataFrame, truth: list, roster: pd.DataFrame) -> dict:
    """Splink on DuckDB: trained without labels, the likeliest partner of at least even odds."""
    started = time.perf_counter()
    pairs = splink_pairs(asked, roster)
    best = pairs.sort_values("match_probability").drop_duplicates("asked", keep="last")
    found = dict(zip(best["asked"], best["known"], strict=True))
    answers = [found.get(f"A{i}") for i in range(len(asked))]
    seconds = time.perf_counter() - started
    who = {"who": "Splink ≥ 0.5", "names": len(asked), "seconds": round(seconds, 2)}
    return who | scores(answers, truth)


def splink_pairs(asked: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """asked, known, match_probability of the pairs that Splink thinks at least even."""
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=[
            cl.LevenshteinAtThresholds("brand", [1]),
            cl.ExactMatch("heard"),
            cl.JaroWinklerAtThresholds("kind", [0.8]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("brand"),
            block_on("heard"),
            block_on("substr(brand, 1, 2)", "kind"),
            block_on("substr(brand, 2, 2)", "kind"),
        ],
    )
    db = DuckDBAPI()
    tables = [
        db.register(
            _for_splink(asked["name"], [f"A{i}" for i in range(len(asked))]),
            dataset_display_name="asked",
        ),
        db.register(
            _for_splink(roster["facility_name"], roster["facility_id"]),
            dataset_display_name="known",
        ),
    ]
    linker = Linker(tables, settings)
    sure = [block_on("brand", "kind")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for block in ("brand", "kind"), ("substr(brand, 1, 2)",):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    is_left = found["source_dataset_l"] == "asked"
    left, right = found["id_l"], found["id_r"]
    return pd.DataFrame(
        {
            "asked": left.where(is_left, right),
            "known": right.where(is_left, left),
            "match_probability": found["match_probability"],
        }
    )


def _for_splink(names: pd.Series, ids) -> pd.DataFrame:
    """Splink gets the same normalised parts of a name as the matcher."""
    read = Read.of([core_name(normalise_name(name)) for name in names])
    parts = {"brand": read.brands, "heard": read.sounds, "kind": read.kinds}
    return pd.DataFrame({"id": list(ids), **parts})
