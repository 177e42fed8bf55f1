"""Counts, money, percentages, months and multiples as clerks write them, and what each means."""

# ruff: noqa: E501 (a kind of wording is one line of data, however long)

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import cn2an

from tests.wordings_core import (
    Formula,
    Right,
    Wording,
    either,
    either_told,
    none_or_unknown,
    read,
    read_told,
    told,
    under,
    unknown,
)

COUNTS = [
    ("screening", "people_involved", "人"), ("screening", "elderly_involved", "人"),
    ("screening", "local_people", "人"), ("screening", "complaints", "次"),
    ("screening", "petition_batches", "批"), ("screening", "petition_people", "人"),
    ("screening", "media_mentions", "条"), ("screening", "lawsuits", "件"),
    ("facility", "beds_registered", "张"), ("facility", "residents", "人"),
    ("lead", "people_involved", "人"), ("publicity", "sessions", "场"),
    ("publicity", "participants", "人次"), ("publicity", "elderly_participants", "人次"),
    ("publicity", "materials", "份"), ("publicity", "cases_publicised", "个"),
    ("submission", "screened_count", "家"), ("submission", "lead_count", "条"),
    ("population", "residents", "人"), ("population", "elderly_60", "人"),
    ("population", "elderly_65", "人"), ("population", "empty_nest", "人"),
]  # fmt: skip
PEOPLE = [one for one in COUNTS if one[2] == "人" and one[0] != "population"]
MONEY = [
    ("screening", "amount_involved_wan"), ("screening", "unpaid_wan"),
    ("screening", "prepaid_service_wan"), ("screening", "deposit_wan"),
    ("screening", "membership_wan"), ("lead", "amount_involved_wan"),
    ("facility", "fixed_assets_net_wan"),
]  # fmt: skip
FEES = [("facility", "monthly_bed_fee_yuan"), ("facility", "monthly_service_fee_yuan")]
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

# A style is the text with its places: {n} the number, {u} the column's unit, {a} < {b} < {c} others.

COUNT_READ = """{n}|{n}{u}|{n} {u}|{wide}|{wide}{u}|{low}|{low}{u}|{up}{u}|{n}.0| {n} |{n}\u200b|约{n}{u}|约{n}
大约{n}{u}|{n}{u}左右|近{n}{u}|{n}{u}以上|{n}多{u}|{n}余{u}|{low}余{u}|{low}多{u}|{n}{u}。|约 {n} {u}""".replace(
    "\n", "|"
)
COUNT_EITHER = """共{n}{u}|共计{n}{u}|≥{n}|＞{n}|>{n}{u}|{n}{u}以内|不超过{n}{u}|至少{n}{u}|不少于{n}{u}|{n}+
超过{n}{u}|接近{n}{u}|{n}上下|{n}{u}(估)|{n}{u}（约）|（约）{n}{u}|合计{n}{u}|总共{n}{u}|有{n}{u}|{n}来{u}""".replace(
    "\n", "|"
)
COUNT_RANGE = """{a}-{b}{u}|{a}—{b}{u}|{a}～{b}{u}|{a}~{b}{u}|{a}至{b}{u}|{a}到{b}{u}|{a}{u}-{b}{u}|{a}{u}至{b}{u}
{a}－{b}{u}|约{a}-{b}{u}|{alow}至{blow}{u}|{a}–{b}{u}|{a}--{b}{u}|{awide}－{bwide}{u}|{a}-{b}{u}左右""".replace(
    "\n", "|"
)
SUMS = """{a}+{b}|{a}＋{b}|{a}{u}+{b}{u}|{a}+{b}{u}|{a} + {b}|{awide}＋{bwide}|{a}{u}＋{b}{u}""".replace(
    "\n", "|"
)
FOOTNOTES = "{n}①|{n}②|{n}{u}①|{n} ①|{n}[1]|{n}*|{n}{u}*|{n}※|{n}⑴|{n}①②|{wide}①|{low}{u}①"
FOOTNOTES_OPEN = (
    "{n}（注）|{n}{u}（注1）|{n}注|{n}[注1]|{n}(1)|{n}{u}（见备注）|{n}△|{n}★|{n}#|{n}'"
)
EXPLAINED = """{n}{u}（含外地）|{n}{u}（已核实）|{n}{u}（均为本村）|{n}{u}（村民自报）|{n}{u}，均已核实|{n}（网格员统计）
{n}{u}；名单附后|{n}{u}（名单附后）|{n}（含临时）|{n}{u}，已登记|{n} （已核）|{low}{u}（已核实）|{n}{u}(含外地)""".replace(
    "\n", "|"
)
SECOND = """{n}{u}，其中外地{a}{u}|{n}（其中老人{a}）|{n}{u}（含外地{a}{u}）|{n}{u}、外地{a}{u}|{n}{u}（{a}户）
本月{n}{u}，上月{a}{u}|{n}{u}（上月{a}{u}）|{n}{u}/{a}户|累计{n}{u}，本月{a}{u}""".replace(
    "\n", "|"
)
NO_ONE_NUMBER = """{a}男{b}女|男{a}女{b}|{a}、{b}|{a}/{b}|{a};{b}|{a}，{b}|本村{a}，外村{b}|由{a}增至{b}|{a}→{b}|{a}×{b}
{a}*{b}|{a}x{b}|每天{n}{u}|每次{n}{u}|人均{n}{u}|增加{n}{u}|较上月增加{n}{u}|{n}%|{n}元|{n}天|{n}.5.1|{n}.5|{n}.5{u}
{a}{u}、{b}{u}|老人{a}、子女{b}|{a}+{b}={c}|{n}万元|{n}平方米|第{n}|{n}号|{n}年|{a}{b}{a}abc|-{n}|负{n}|减{n}|未满{n}岁""".replace(
    "\n", "|"
)
NO_NUMBER = """若干|很多|几{u}|数{u}|几十{u}|数十{u}|一部分|全部|O|l2|见附件|详见附表|同上月|有|是|正常|见备注|部分老人|多{u}
#N/A|#REF!|统计中|很少|大量|一些|个别|少数|按实际|无法估计|？{n}|{n}？|1.2.5|{n}/|待""".replace(
    "\n", "|"
)
UNKNOWN = ["/", "-", "—", "——", "不详", "不清楚", "未知", "待核实", "不详 ", "／"]
NONE = ["无", "0", "零", 0, "０", "无 "]
NONE_OPEN = ["没有", "暂无", "未发现", "0{u}", "零{u}", "无{u}"]

WAN = [0.5, 0.8, 1.2, 3, 3.6, 5, 8.8, 12, 12.5, 20, 36.5, 50, 86, 120, 350, 1280]
# {w} in 万, {y} in 元, {yc} with commas, {e} in 亿, {k} in 千元; {wa} < {wb} two amounts in 万.
MONEY_READ = """{w}万|{w}万元|{w} 万元|{y}元|{yc}元|{y}元整|￥{yc}.00|¥{y}|{wide}万元|{wide}万|约{w}万元|{w}万元左右|近{w}万元
{w}万元以上|{ylow}元|{yup}元整|{yup}元|{e}亿元|{e}亿|{w}w|{w}W|人民币{w}万元|{w}万元人民币|{k}千元|{yc} 元|共{w}万元
共计{w}万元|{w}万元（估）|{w}万元。|大约{w}万|{w}万\u200b| {w}万元 |¥ {yc}""".replace("\n", "|")
MONEY_EITHER = """{w}万元以内|不超过{w}万元|至少{w}万元|超过{w}万元|{w}万元+|合计：{w}万元|{w}万块|{w}万块钱|总额{w}万元|本金{w}万元
计{w}万元|RMB{yc}|￥{w}万|¥{w}万元|{w}万余元|{w}余万元|{w}多万|{w}万多元|≈{w}万""".replace(
    "\n", "|"
)
MONEY_RANGE = """{wa}-{wb}万|{wa}-{wb}万元|{wa}万-{wb}万|{wa}万元至{wb}万元|{wa}～{wb}万元|{wa}至{wb}万元|{wa}—{wb}万元|{wa}万~{wb}万元
约{wa}-{wb}万元|{wa}万到{wb}万|{ya}-{yb}元|{ya}元至{yb}元""".replace("\n", "|")
MONEY_SUM = "{wa}万+{wb}万|{wa}万元+{wb}万元|{wa}万＋{wb}万|{ya}元+{yb}元|{wa}万 + {wb}万"
MONEY_FOOT = "{w}万①|{w}万元①|{w}万元*|{y}元②|{w}万元[1]|{w}万※"
MONEY_EXPLAINED = """{w}万元（已核实）|{w}万元（据群众反映）|{w}万元，均已存管|{w}万（含押金）|{w}万元（口头）|{w}万元；明细附后
{y}元（未开票）|{w}万元（涉诉）""".replace("\n", "|")
MONEY_SECOND = """{wb}万（含本金{wa}万）|{wb}万元，其中老人{wa}万元|{wb}万元（已退{wa}万元）|约{wb}万元（其中押金{wa}万元）
{wb}万元（{n}人）|{wb}万元/{n}人|{n}笔共{wb}万|{n}人{wb}万元|{wb}万元（{n}户）|累计{wb}万元，本月{wa}万元|{wb}万元（截至9月）
{wb}万（上月{wa}万）""".replace("\n", "|")
MONEY_NO = """本金{wb}万，利息{wa}万|本金{wb}万元、利息{wa}万元|每月{w}万|每月{w}万元|人均{y}元|每人{w}万|每户{w}万元|{w}万/月|{w}万元/年
{y}元/人*{n}人|{y}元×{n}人={b}万元|{y}×{n}|每年{w}万元|{w}万美元|美元{w}万|USD{y}|${yc}|HK${y}|{w}万港币|{w}万欧元|€{y}
几万|几万元|数万元|十几万|几十万|几百万元|已全部退还|已退完|见附件|{wa}万、{wb}万|{wa}万；{wb}万|{wa}/{wb}|{wa},{b}.{b}
押金{wa}万元，会费{wb}万元|较上月增加{w}万元|增加{w}万|减少{w}万元|{w}人|{w}%|-{w}|负{w}万|（{w}）|-{y}元|{w}万元/人|{n}户
9月{wa}万10月{wb}万|约几十万|不少|大额|若干|O|有|是|2025年{wa}万，2026年{wb}万|最少{wa}万，最多几十万|{w}.{b}.{b}|{wa}万减{wb}万
{wb}万-已退{wa}万|按月|{w}吨|月均{w}万元|日均{y}元|{wa}万元（利息{wb}万元未付）|{wb}万，利息{wa}万|{wb}万利息{wa}万""".replace(
    "\n", "|"
)

FEE_READ = "{y}元|{yc}|{yc}元|{y}|{y}元/月|{ylow}元|{wide}元|约{y}元|¥{y}|{y} 元|{y}元左右"
FEE_EITHER = "每月{y}元|{y}元/人·月|{y}元/人/月|{y}元每月|{y}元/床|{y}元起|月均{y}元"
FEE_NO = """自理{ya}，失能{yb}|自理{ya}元；失能{yb}元|单间{yb}元、双人间{ya}元|{ya}/{yb}|{yb}元（其中护理费{ya}元）/人次|面议|见价目表
{ya}、{yb}|{y}元/天|{y}元/年|每天{y}元|按等级收费|{ya}元（自理）{yb}元（全护）""".replace("\n", "|")


def styles(text: str) -> list[str]:
    return text.split("|")


def number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


class Pen:
    """Fills the places of a style; one seed, one result."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)

    def counts(self, unit: str) -> dict[str, Any]:
        """Numbers below a hundred, {n} a multiple of ten."""
        n = self.rng.choice(range(20, 100, 10))
        a, b, c = sorted(self.rng.sample(range(11, 40), 3))
        return {"n": n, "a": a, "b": b, "c": a + b + c, "u": unit, "wide": str(n).translate(WIDE),
                "low": cn2an.an2cn(n), "up": cn2an.an2cn(n, "up"),
                "alow": cn2an.an2cn(a), "blow": cn2an.an2cn(b),
                "awide": str(a).translate(WIDE), "bwide": str(b).translate(WIDE)}  # fmt: skip

    def money(self, pool: Sequence[float] = WAN) -> dict[str, Any]:
        w = self.rng.choice(pool)
        wa, wb = sorted(self.rng.sample(pool, 2))
        y = round(w * 10_000)
        return {"w": number(w), "y": y, "yc": f"{y:,}", "e": number(w / 10_000), "amount": w,
                "k": number(w * 10), "wide": number(w).translate(WIDE), "low": wa, "high": wb,
                "ylow": cn2an.an2cn(y), "yup": cn2an.an2cn(y, "up"), "wa": number(wa),
                "wb": number(wb), "ya": round(wa * 10_000), "yb": round(wb * 10_000),
                "n": self.rng.choice((3, 8, 15, 20)), "b": self.rng.choice((6, 7, 9))}  # fmt: skip


def counts(times: int = 2) -> Iterator[Wording]:
    """Every style of a count in `times` columns, round the columns."""
    turn = 0
    for kind, text, right_of in COUNT_KINDS:
        columns = PEOPLE if kind in ("no one number", "second value") else COUNTS
        for style in styles(text):
            for _ in range(times):
                form, column, unit = columns[turn % len(columns)]
                turn += 1
                found = Pen(f"count {style} {turn}").counts(unit)
                low = found["a"] if kind == "range" else None
                typed = style.format(**found)
                yield Wording(form, column, typed, right_of(found), kind, low=low)
    yield from counts_in_cells()


COUNT_KINDS = [
    ("number", COUNT_READ, lambda f: read(f["n"])),
    ("number", COUNT_EITHER, lambda f: either(f["n"])),
    ("range", COUNT_RANGE, lambda f: read(f["b"])),
    ("sum", SUMS, lambda f: read_told(f["a"] + f["b"])),
    ("sum", "{a}+{b}={c}", lambda f: told()),
    ("sum", "{a}加{b}|{a}加上{b}{u}|{a}{u}、另{b}{u}", lambda f: either_told(f["a"] + f["b"])),
    ("footnote", FOOTNOTES, lambda f: read_told(f["n"])),
    ("footnote", FOOTNOTES_OPEN, lambda f: either_told(f["n"])),
    ("explanation", EXPLAINED, lambda f: read_told(f["n"])),
    ("second value", SECOND, lambda f: either_told(f["n"])),
    ("no one number", NO_ONE_NUMBER, lambda f: told()),
    ("no number", NO_NUMBER, lambda f: told()),
    ("number", "上百{u}|百余{u}|百来{u}|一百多{u}", lambda f: either(100)),
    ("no number", "十几{u}|十几", lambda f: either_told(10)),
    ("no number", "二十几{u}", lambda f: either_told(20)),
]


def counts_in_cells() -> Iterator[Wording]:
    """What is no text, or stands for none and unknown, in every column of counts."""
    whole = [30, 30.0, 30.000000000000004, 29.999999999999996, 7, 128]
    for turn, (form, column, unit) in enumerate(COUNTS):
        n = whole[turn % len(whole)]
        yield Wording(form, column, n, read(round(n)), "number")
        yield Wording(form, column, 1360, read(1360), "number")
        yield Wording(form, column, f"1,360{unit}", read(1360), "number")
        yield Wording(form, column, "1，360", read(1360), "number")
        yield Wording(form, column, f"一千三百六十{unit}", read(1360), "number")
        yield Wording(form, column, Formula("=30+20", 50), read(50), "number")
        yield Wording(form, column, UNKNOWN[turn % len(UNKNOWN)], unknown(), "unknown")
        yield Wording(form, column, NONE[turn % len(NONE)], read(0), "none")
        some = NONE_OPEN[turn % len(NONE_OPEN)].format(u=unit)
        yield Wording(form, column, some, either(0), "none")
        for odd in (
            30.5,
            -3,
            True,
            date(2026, 9, 5),
            Formula("=1/0", "#DIV/0!"),
        ):
            yield Wording(form, column, odd, told(), "no number")
        made_a_date = datetime(1900, 1, 30)  # 30 typed into a cell that Excel formats as a date
        yield Wording(form, column, made_a_date, either_told(30), "number made a date")
        if unit == "人":
            yield Wording(form, column, f"1.2万{unit}", either(12000), "unit")
            yield Wording(form, column, "三四十人", either(40), "number")
            yield Wording(form, column, "30天", told(), "unit")
            yield Wording(form, column, "30户", either(30), "unit")


def money(times: int = 2) -> Iterator[Wording]:
    """Every style of money in `times` columns, under headings in 万元 and in 元."""
    turn = 0
    for kind, text, right_of in MONEY_KINDS:
        for style in styles(text):
            for _ in range(times):
                form, column = MONEY[turn % len(MONEY)]
                context = MONEY_CONTEXTS[turn % len(MONEY_CONTEXTS)]
                turn += 1
                found = Pen(f"money {style} {turn}").money(pool_of(style))
                low = found["low"] if kind == "range" else None
                typed = style.format(**found)
                yield Wording(form, column, typed, right_of(found), kind, low=low, context=context)
    yield from money_without_unit()


MONEY_CONTEXTS = ["plain", "yuan", "plain", "title yuan"]


def pool_of(style: str) -> Sequence[float]:
    """余 and 多 stand behind round numbers."""
    return [20, 50, 120, 350] if "余" in style or "多" in style else WAN


MONEY_KINDS = [
    ("money", MONEY_READ, lambda f: read(f["amount"])),
    ("money", MONEY_EITHER, lambda f: either(f["amount"])),
    ("range", MONEY_RANGE, lambda f: read(f["high"])),
    ("sum", MONEY_SUM, lambda f: read_told(f["low"] + f["high"])),
    ("sum", "{wa}+{wb}万元|{wa}加{wb}万", lambda f: either_told(f["low"] + f["high"])),
    ("footnote", MONEY_FOOT, lambda f: read_told(f["amount"])),
    ("explanation", MONEY_EXPLAINED, lambda f: read_told(f["amount"])),
    ("second value", MONEY_SECOND, lambda f: either_told(f["high"])),
    ("no one amount", MONEY_NO, lambda f: told()),
    ("money", "百余万元|一百余万元|百余万", lambda f: either(100)),
    ("no one amount", "上百万|上百万元", lambda f: either_told(100)),
]
BARE_WAN = [("12.5", 12.5), ("三十", 30), ("１２．５", 12.5), ("1,200", 1200), (12.5, 12.5), (3, 3)]
BARE_WAN += [("1200.00", 1200), ("约12.5", 12.5), ("¥125000", 12.5), ("12万5千", 12.5)]
BARE_YUAN = [
    ("125000", 12.5),
    ("125,000", 12.5),
    (125000, 12.5),
    ("１２５０００", 12.5),
    (8000, 0.8),
]
BARE_YUAN += [("125,000.00", 12.5), ("约125000", 12.5), ("十二万五千", 12.5), ("12.5万", 12.5)]


def money_without_unit() -> Iterator[Wording]:
    """The heading's or the title's unit counts; none and unknown in every column of money."""
    for form, column in MONEY:
        for typed, amount in BARE_WAN:
            yield Wording(form, column, typed, read(amount), "money")
        for context in ("yuan", "title yuan"):
            for typed, amount in BARE_YUAN:
                if column != "fixed_assets_net_wan" or context == "yuan":
                    yield Wording(form, column, typed, read(amount), "money", context=context)
        for typed in ("/", "-", "不详", "未知", "待核实"):
            yield Wording(form, column, typed, unknown(), "unknown")
        for typed in ("无", 0, "0", "零"):
            yield Wording(form, column, typed, read(0), "none")
        yield Wording(form, column, "无（已退完）", either(0), "none")
        for odd in (-3, True, date(2026, 9, 5), Formula("=1/0", "#DIV/0!"), 1_000_001):
            yield Wording(form, column, odd, told(), "no one amount")


def fees(times: int = 3) -> Iterator[Wording]:
    """Monthly fees are in yuan and by the month: their headings say so."""
    turn = 0
    kinds = [("money", FEE_READ, read), ("money", FEE_EITHER, either), ("range", "{ya}-{yb}元", None),
             ("no one amount", FEE_NO, lambda _: told()),
             ("explanation", "{y}元（含餐费）|{y}（不含餐费）|{y}元，含护理", read_told)]  # fmt: skip
    for kind, text, right_of in kinds:
        for style in styles(text):
            for _ in range(times):
                form, column = FEES[turn % 2]
                turn += 1
                found = Pen(f"fee {style} {turn}").money([0.08, 0.12, 0.15, 0.22, 0.36, 0.5])
                found["wide"] = str(found["y"]).translate(WIDE)
                right = right_of(found["y"]) if right_of else read(found["yb"])
                low = None if right_of else found["ya"]
                yield Wording(form, column, style.format(**found), right, kind, low=low)


# ---------------------------------------------------------------- shares, months, multiples

PERCENT: list[tuple[str, Any, Right]] = [
    *[("percent", t, read(8)) for t in ("8%", "8％", "８%", "百分之八", "8个点", "年化8%", "8", "八", "8%/年",
      "最高8%", "不低于8%", "约8%", "8.0%", "年化收益8%", "8个百分点", "年化 8%", "8%左右")],
    *[("percent", t, read(8.5)) for t in ("8.5%", "百分之八点五", "年化8.5%", "8.50%")],
    *[("percent", t, read(12)) for t in ("百分之十二", "12%", "月息1分", "十二")],
    *[("range", t, read(12)) for t in ("8-12%", "8%-12%", "8%~12%", "8%至12%", "8～12%", "8%—12%")],
    *[("percent", t, either(24)) for t in ("月息2%", "每月返利2%", "2%/月", "月息2分", "每月2%")],
    *[("percent", t, either(12)) for t in ("月利率1%", "1%/月", "3%/季度", "每季度3%", "月返1%")],
    *[("percent", t, either(18, 18.25, 0.05 * 365)) for t in ("日息万分之五", "日息0.05%")],
    *[("percent", t, either(8)) for t in ("年利率8%", "年息8%", "年收益率8%", "预期年化8%", "年利8%", "承诺8%")],
    *[("explanation", t, read_told(8)) for t in ("8%（口头承诺）", "8%，口头承诺", "8%（保本）", "8%①", "8%*")],
    *[("second value", t, either_told(8)) for t in ("8%+赠品", "8%，满三年另送旅游", "8%（第一年），之后不定")],
    *[("promise in words", t, told()) for t in ("高于银行利率", "高息", "保本", "保本高息", "高回报", "高额返利",
      "稳赚不赔", "保本保息", "高于同期存款利率", "收益可观", "高收益")],
    *[("no one percent", t, told()) for t in ("8%本金，12%利息", "第一年8%第二年10%", "8%、12%", "8%或12%", "送鸡蛋",
      "返本付息", "8元", "8万", "每万元返800元", "8折", "%", "三年翻番", "120%", "300", "8%+2%另计12%", "8%12%", "-8%")],
    *[("unknown", t, unknown()) for t in ("/", "不详", "—", "未知")],
    *[("none", t, none_or_unknown(0)) for t in ("无", 0)],
    ("percent", 8, read(8)), ("percent", 8.5, read(8.5)), ("percent", 12, read(12)),
    ("sum", "8%+2%", either_told(10)),
]  # fmt: skip
MONTHS: list[tuple[str, Any, Right]] = [
    *[("months", t, read(12)) for t in ("12个月", "12", 12, "１２个月", "十二个月", "1年", "一年", "12 个月", "约12个月")],
    *[("months", t, read(6)) for t in ("半年", "6个月", "六个月", "6")],
    *[("months", t, read(v)) for t, v in (("1年6个月", 18), ("2年半", 30), ("两年", 24), ("3年", 36), ("一年半", 18),
      ("5年期", 60), ("24个月以上", 24), ("三年", 36), ("1.5年", 18), ("一年零三个月", 15))],
    *[("range", t, read(12)) for t in ("6-12个月", "6个月-12个月", "6～12个月", "6至12个月", "半年至一年")],
    *[("months", t, either(3)) for t in ("季度", "一个季度", "1个季度", "3期", "三个月左右")],
    *[("months", t, either(12)) for t in ("12月", "最长12个月", "不超过12个月", "一次收一年")],
    *[("explanation", t, read_told(12)) for t in ("12个月（可续）", "1年（合同约定）", "12个月①", "一年，可退")],
    *[("sum", t, read_told(18)) for t in ("12+6", "12个月+6个月")],
    *[("second value", t, either_told(12)) for t in ("12个月（部分24个月）", "12个月（3人）")],
    *[("no one number", t, told()) for t in ("终身", "长期", "至2027年9月", "按合同", "12个月或24个月", "12个月、24个月",
      "2026-09-05", "3000元", "30人", "若干", "12/24", "押一付三", "不等", date(2027, 9, 1), -3, True)],
    *[("unknown", t, unknown()) for t in ("/", "不详", "-")],
    *[("none", t, read(0)) for t in ("无", 0)],
]  # fmt: skip
MULTIPLES: list[tuple[str, Any, Right]] = [
    *[("multiple", t, read(3)) for t in ("3倍", "3", 3, "三倍", "３倍", "约3倍", "3 倍", "3.0倍")],
    *[("multiple", t, read(3.5)) for t in ("3.5倍", 3.5, "3.5")],
    *[("range", t, read(6)) for t in ("3-6倍", "3至6倍", "3倍-6倍", "3～6倍")],
    *[("multiple", t, either(3)) for t in ("3个月", "3个月床位费", "不超过3倍", "最高3倍")],
    *[("explanation", t, read_told(3)) for t in ("3倍（含护理费）", "3倍①", "3倍，可退")],
    *[("sum", t, read_told(5)) for t in ("3+2", "3倍+2倍")],
    *[("no one number", t, told()) for t in ("3000元", "3倍、6倍", "3倍或5倍", "3/6", "不等", "按房型", "3人", "2万元",
      date(2026, 3, 6), -3)],
    *[("unknown", t, unknown()) for t in ("/", "不详")],
    *[("none", t, read(0)) for t in ("无", 0)],
]  # fmt: skip
LOWS = {"8": 8, "6": 6, "3": 3, "半": 6}


def shares() -> Iterator[Wording]:
    """The columns that hold a percentage, months and multiples."""
    for column, some in (("promised_return_pct", PERCENT), ("prepay_months_max", MONTHS),
                         ("deposit_multiple_max", MULTIPLES)):  # fmt: skip
        for kind, typed, right in some:
            low = LOWS.get(str(typed)[0]) if kind == "range" else None
            yield Wording("screening", column, typed, right, kind, low=low)


def in_other_files(wordings: Sequence[Wording]) -> list[Wording]:
    """Every seventh text again in an old binary workbook, every ninth in a text file."""
    texts = [one for one in wordings if isinstance(one.typed, str) and one.typed[0] not in "='-+"]
    return [
        wording
        for context in dict.fromkeys(one.context for one in texts)
        for some in [[one for one in texts if one.context == context]]
        for wording in (
            *under(f"{context} xls", some[::7]),
            *under(f"{context} csv", some[3::9]),
        )
    ]
