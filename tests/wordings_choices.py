"""Yes/no, one-of and several-of as clerks write them: ticks, negations, suspicions, doubts."""

# ruff: noqa: E501 (a kind of wording is one line of data, however long)

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import cycle

from tests.books import forms
from tests.wordings_core import (
    Right,
    Wording,
    either,
    either_told,
    read,
    read_told,
    told,
    unknown,
)

# A dress is the label ticked and the label not ticked; one dress per cell.
BOXES = [
    ("☑{0}", "□{0}"), ("☑{0}", "☐{0}"), ("☒{0}", "☐{0}"), ("■{0}", "□{0}"), ("●{0}", "○{0}"),
    ("√{0}", "口{0}"), ("√{0}", "□{0}"), ("✓{0}", "□{0}"), ("✓{0}", "☐{0}"), ("R{0}", "£{0}"),
    ("{0}☑", "{0}□"), ("{0}☑", "{0}☐"), ("{0}☒", "{0}☐"), ("{0}■", "{0}□"), ("{0}●", "{0}○"),
    ("{0}√", "{0}□"), ("{0}R", "{0}£"), ("☑ {0}", "□ {0}"), ("{0} ☑", "{0} □"),
]  # fmt: skip
BRACKETS = [
    ("{0}（√）", "{0}（ ）"), ("{0}（√）", "{0}（）"), ("{0}（√）", "{0}（　）"), ("{0}(√)", "{0}( )"),
    ("{0}(√)", "{0}()"), ("{0}[√]", "{0}[ ]"), ("{0}〔√〕", "{0}〔 〕"), ("{0}（✓）", "{0}（ ）"),
    ("（√）{0}", "（ ）{0}"), ("(√){0}", "( ){0}"), ("[√]{0}", "[ ]{0}"), ("（√）{0}", "（　）{0}"),
    ("{0}_√_", "{0}__"), ("{0}__√__", "{0}____"), ("_√_{0}", "___{0}"), ("{0}（ √ ）", "{0}（  ）"),
    ("{0}（√）", "{0}（×）"), ("{0}(✓)", "{0}( )"), ("{0}[√]", "{0}[×]"),
]  # fmt: skip
BARE = [("{0}√", "{0}"), ("√{0}", "{0}"), ("{0}√", "{0}×"), ("{0}✓", "{0}"), ("☑{0}", "{0}")]
GAPS = [" ", "", "  ", "、", "　", "/", "\n"]
GAPS_BARE = [" ", "  ", "、", "　", "/", "\n"]  # with no gap nobody could say whose the mark is
DRESSES = [*((d, GAPS) for d in BOXES + BRACKETS), *((d, GAPS_BARE) for d in BARE)]

YES_NO = [("screening", "in_custody"), ("screening", "public_promotion"),
          ("screening", "needs_rectification"), ("submission", "is_zero_report")]  # fmt: skip
PAIRS = {"in_custody": [("是", "否"), ("有", "无")], "public_promotion": [("是", "否"), ("有", "无")],
         "needs_rectification": [("是", "否"), ("需要", "不需要")],
         "is_zero_report": [("是", "否"), ("是", "不是")]}  # fmt: skip

# ---------------------------------------------------------------- ticks


def dressed(labels: Sequence[str], ticked: Sequence[str], dress, gap: str) -> str:
    on, off = dress
    return gap.join((on if one in ticked else off).format(one) for one in labels)


def yes_no_ticks() -> Iterator[Wording]:
    columns = cycle(YES_NO)
    for turn, (dress, gaps) in enumerate(DRESSES):
        for yes in (True, False):
            form, column = next(columns)
            for labels in PAIRS[column]:
                gap = gaps[turn % len(gaps)]
                typed = dressed(labels, labels[:1] if yes else labels[1:], dress, gap)
                right = read("yes" if yes else "no")
                never = frozenset({"no" if yes else "yes"})
                yield Wording(form, column, typed, right, "tick", never=never)
        form, column = YES_NO[turn % 4]
        labels = PAIRS[column][0]
        if dress[1] != "{0}" and "×" not in dress[1]:  # bare labels: see YES_NO_TOLD
            blank = dressed(labels, (), dress, gaps[0])
            yield Wording(form, column, blank, told(), "none ticked")
        yield Wording(form, column, dressed(labels, labels, dress, gaps[0]), told(), "both ticked")


def one_of_columns():
    return [
        (form.code, column.name, column.options.values)
        for form in forms().forms
        for column in form.columns
        if column.type == "enum"
    ]


def one_of_ticks(times: int = 10) -> Iterator[Wording]:
    """In every one-of column some dresses: one ticked, none, two."""
    turning = cycle(DRESSES)
    for form, column, options in one_of_columns():
        rng = random.Random(f"ticks {form} {column}")
        for turn in range(times):
            dress, gaps = next(turning)
            labels = options if len(options) < 6 or turn % 2 else few(rng, options, 4)
            one = rng.choice(labels)
            typed = dressed(labels, [one], dress, rng.choice(gaps))
            never = frozenset(options) - {one}
            yield Wording(form, column, typed, read(one), "tick", never=never)
            if turn % 5 == 0 and dress[1] != "{0}":
                two = dressed(labels, few(rng, labels, 2), dress, gaps[0])
                yield Wording(form, column, two, told(), "two ticked")
                if "×" not in dress[1]:
                    blank = dressed(labels, (), dress, gaps[0])
                    yield Wording(form, column, blank, told(), "none ticked")


def few(rng: random.Random, options: Sequence[str], count: int) -> list[str]:
    """Some of the options, in their own order."""
    chosen = set(rng.sample(list(options), min(count, len(options))))
    return [one for one in options if one in chosen]


def several_ticks() -> Iterator[Wording]:
    columns = cycle(SEVERAL)
    for turn, (dress, gaps) in enumerate(DRESSES):
        for count in (1, 2, 3):
            form, column, options = next(columns)
            rng = random.Random(f"several {turn} {count}")
            labels = few(rng, options, 5)
            chosen = few(rng, labels, count)
            typed = dressed(labels, chosen, dress, rng.choice(gaps))
            never = frozenset(labels) - set(chosen)
            yield Wording(form, column, typed, read("、".join(chosen)), "tick", never=never)
        form, column, options = SEVERAL[turn % len(SEVERAL)]
        labels = few(rng, options, 4)
        if dress[1] != "{0}" and "×" not in dress[1]:
            yield Wording(form, column, dressed(labels, (), dress, " "), told(), "none ticked")


# ---------------------------------------------------------------- yes and no in words

YES = ["是", "有", "√", "✓", "☑", "1", 1, "Y", "y", "Ｙ", "YES", "是的", " 是 ", "是。"]
NO = ["否", "无", "×", "0", 0, "N", "n", "Ｎ", "NO", "不是", "没有", "否。", "否，", " 否 "]
YES_EXPLAINED = [
    "是，已下发整改通知书",
    "是（限期整改）",
    "是（见附件）",
    "是，已核实",
    "是；已约谈",
]
NO_EXPLAINED = ["否（已整改完成）", "否，暂未发现", "否（见备注）", "否；已核实", "无（已核实）"]
YES_NO_TOLD = ["是 否", "是　　　否", "是否", "部分", "看情况", "是和否", "有时是有时否", "是，但目前否", "9月前是，9月后否",
               "有的是有的否", "一半", "是？", "见备注", "3", "是（否）"]  # fmt: skip
YES_NO_UNKNOWN = ["/", "—", "不详", "不清楚", "未知", "待核实", "-"]
NEED = [(t, read("yes")) for t in ("需要", "需", "需要整改", "需整改")]
NEED += [
    (t, read("no"))
    for t in ("不需要", "无需", "暂不需要", "不需", "无需整改", "不需要整改", "不用")
]
NEED += [(t, told()) for t in ("部分需要", "需要不需要", "视情况需要")]
NEGATED = {"in_custody": ["未存管", "没有存管", "尚未存管", "不存管", "未办理存管", "无存管", "没存管"],
           "public_promotion": ["未公开宣传", "没有公开宣传", "未发现公开宣传", "不公开", "从未宣传", "无公开宣传"],
           "is_zero_report": ["非零报告", "不是零报告"]}  # fmt: skip
AFFIRMED = {"in_custody": ["已存管", "有存管"], "public_promotion": ["有公开宣传"],
            "is_zero_report": ["零报告", "是零报告"]}  # fmt: skip
CLOSED = [("是/否：否", "no"), ("是/否：是", "yes"), ("有/无：无", "no"), ("是/否:否", "no"),
          ("是 □否 ☑", "no")]  # fmt: skip
INVERSE = {"yes": frozenset({"no"}), "no": frozenset({"yes"})}


def yes_no_words() -> Iterator[Wording]:
    for form, column in YES_NO:
        for word, typed in [*(("yes", t) for t in YES), *(("no", t) for t in NO),
                            *(("yes", t) for t in YES_EXPLAINED),
                            *(("no", t) for t in NO_EXPLAINED)]:  # fmt: skip
            yield Wording(form, column, typed, read(word), "yes/no", never=INVERSE[word])
        for typed, word in CLOSED:
            yield Wording(form, column, typed, read(word), "yes/no", never=INVERSE[word])
        yield Wording(form, column, "是否：否", either("no"), "yes/no", never=INVERSE["no"])
        for typed in YES_NO_TOLD:
            yield Wording(form, column, typed, told(), "neither yes nor no")
        for typed in YES_NO_UNKNOWN:
            yield Wording(form, column, typed, unknown(), "unknown")
        for typed in NEGATED.get(column, ()):
            yield Wording(form, column, typed, either("no"), "negation", never=INVERSE["no"])
        for typed in AFFIRMED.get(column, ()):
            yield Wording(form, column, typed, either("yes"), "yes/no", never=INVERSE["yes"])
    for typed, right in NEED:
        never = INVERSE[right.values[0]] if right.values else frozenset()
        yield Wording("screening", "needs_rectification", typed, right, "negation", never=never)


# ---------------------------------------------------------------- one of a list

LOOKS_NEGATED = [
    ("facility", "registration_status", "已登记未备案"),
    ("facility", "registration_status", "未登记实际运营"), ("lead", "nature", "涉嫌非法集资"),
    ("lead", "nature", "未认定"), ("lead", "status", "不属实"), ("facility", "custody_account", "不适用"),
    ("facility", "custody_account", "无"), ("screening", "media_level", "无"),
    ("rectification", "verify_result", "不通过"),
]  # fmt: skip
NOT_THAT = [
    ("screening", "level_reported", "非{0}|不是{0}|未达到{0}色|不属于{0}"),
    ("screening", "media_level", "非{0}|不是{0}|未达{0}"),
    ("facility", "facility_type", "非{0}|不是{0}|不属于{0}"),
    ("facility", "ownership", "非{0}|不是{0}"), ("facility", "sector", "非{0}|不属于{0}|不涉及{0}"),
    ("facility", "department", "非{0}|不是{0}"), ("lead", "source", "非{0}|不是{0}"),
    ("lead", "nature", "未发现{0}|排除{0}|不是{0}|不构成{0}|非{0}|不存在{0}"),
    ("rectification", "severity", "不{0}|非{0}|不是{0}|并不{0}"),
    ("publicity", "channel", "未开展{0}|没有{0}|非{0}"),
]  # fmt: skip
NEGATED_STEPS = [  # (form, column, typed, never): what was not done is not done
    ("lead", "status", "未办结", "已办结"), ("lead", "status", "尚未办结", "已办结"),
    ("lead", "status", "未移送", "已移送"), ("lead", "status", "没有移送", "已移送"),
    ("lead", "status", "未上报", "已上报"), ("lead", "status", "不移送", "已移送"),
    ("lead", "status", "尚未核实", "已核实"), ("lead", "status", "未能办结", "已办结"),
    ("rectification", "status", "未销号", "已销号"), ("rectification", "status", "尚未销号", "已销号"),
    ("rectification", "status", "不予销号", "已销号"), ("rectification", "status", "未移送", "已移送"),
    ("rectification", "status", "没有销号", "已销号"), ("rectification", "status", "未复查通过", "已销号"),
    ("rectification", "verify_result", "未通过", "通过"), ("rectification", "verify_result", "没有通过", "通过"),
    ("rectification", "verify_result", "复查未通过", "通过"), ("rectification", "verify_result", "不合格", "通过"),
    ("rectification", "verify_result", "不予通过", "通过"), ("rectification", "verify_result", "尚未通过", "通过"),
    ("facility", "custody_account", "未开户", "有"), ("facility", "custody_account", "没有账户", "有"),
    ("facility", "custody_account", "尚未开立", "有"), ("facility", "custody_account", "不是有", "有"),
    ("facility", "registration_status", "没有登记", "已登记已备案"),
    ("facility", "registration_status", "未备案", "已登记已备案"),
    ("facility", "registration_status", "尚未登记备案", "已登记已备案"),
    ("facility", "registration_status", "未登记未备案", "已登记已备案"),
]  # fmt: skip
PLAIN = ["{0}", " {0} ", "{0}。", "{0}　", "{0}；"]
EXPLAINED = ["{0}（已核实）", "{0}（见备注）", "{0}，详见附件", "{0}①"]
DOUBTED = ["{0}（已解决）", "{0}（已停止）"]


def one_of_words() -> Iterator[Wording]:
    for form, column, options in one_of_columns():
        for turn, option in enumerate(options):
            yield Wording(form, column, option, read(option), "option")
            yield Wording(form, column, PLAIN[1 + turn % 4].format(option), read(option), "option")
            if option not in ("无", "未认定") and (column, turn % 4) != ("status", 0):
                some = EXPLAINED[turn % len(EXPLAINED)].format(option)
                yield Wording(form, column, some, read_told(option), "explanation")
        first, second = [one for one in options if one != "无"][:2]
        for gap in ("、", "/", "或", "，"):
            both = either_told(first, second)
            yield Wording(form, column, f"{first}{gap}{second}", both, "two options")
        yield Wording(form, column, f"{first}→{second}", either(second), "two options")
        for odd in ("其他情况说明如下", "详见附件", "第三类", "12.5"):
            right = told() if odd != "其他情况说明如下" else either_told("其他", "其他违法")
            yield Wording(form, column, odd, right, "no option")
    for form, column, option in LOOKS_NEGATED:
        yield Wording(form, column, option, read(option), "looks negated")
    for form, column, styles in NOT_THAT:
        options = next(o for f, c, o in one_of_columns() if (f, c) == (form, column))
        for turn, option in enumerate(o for o in options if o not in ("未认定", "无", "其他")):
            for style in styles.split("|")[turn % 2 :: 2]:
                typed, never = style.format(option), frozenset({option})
                yield Wording(form, column, typed, not_that(options), "negation", never=never)
    for form, column, typed, option in NEGATED_STEPS:
        options = next(o for f, c, o in one_of_columns() if (f, c) == (form, column))
        allowed = [one for one in options if one != option]
        never = frozenset({option})
        yield Wording(form, column, typed, either(*allowed), "negation", never=never)
    for option in ("红", "橙", "黄"):
        yield Wording(
            "screening", "level_reported", f"疑似{option}色", either_told(option), "suspected"
        )


def not_that(options: Sequence[str]) -> Right:
    """None of the negated; 无 says just that where it is an option."""
    return either_told("无") if "无" in options else told()


# ---------------------------------------------------------------- several of a list

SIGNS = ("停业", "失联", "延迟兑付", "资不抵债", "拖欠工资", "群体聚集", "扬言极端")
MODES = ("会员制", "预付卡", "预定床位", "养老地产", "投资入股", "旅居候鸟", "养老理财", "保健品会销", "收藏品",
         "以房养老", "虚拟货币")  # fmt: skip
SEVERAL = [("screening", "distress_signs", SIGNS), ("screening", "business_modes", MODES),
           ("lead", "business_modes", MODES)]  # fmt: skip
NEGATORS = [
    "未",
    "无",
    "没有",
    "不存在",
    "未发现",
    "未出现",
    "未见",
    "不涉及",
    "排除",
    "非",
    "未发现有",
]
NEGATORS_OPEN = [
    "暂未发现",
    "尚未发现",
    "没有发现",
    "未发现存在",
    "没有出现",
    "未曾",
    "并无",
    "并未",
]
LISTS = ["{a}、{b}", "{a}，{b}", "{a},{b}", "{a};{b}", "{a}；{b}", "{a}/{b}", "{a} {b}", "{a}\n{b}", "{a}和{b}",
         "1.{a} 2.{b}", "①{a}②{b}", "{a}+{b}", "{a}、{b}等", "{a}及{b}", "{a}、 {b}", "（1）{a}（2）{b}"]  # fmt: skip
ONLY = ["{n}{a}", "{n}{a}、{b}", "{n}{a}和{b}", "{n}{a}及{b}", "{n}{a}或{b}", "{n}{a}、{n}{b}", "{n}{a}，{n}{b}",
        "{n}{a}。", "{n}{a}；{n}{b}", "{n}{a}、{b}和{c}", "{n}{a}、{b}、{c}", "无，{n}{a}"]  # fmt: skip
MIXED = ["{n}{a}，有{c}", "{n}{a}、{b}，有{c}", "{n}{a}，{c}", "{n}{a}；{c}", "{c}，{n}{a}", "有{c}，{n}{a}、{b}",
         "{n}{a}但有{c}", "{n}{a}，但有{c}", "{n}{a}，仅{c}", "仅{c}，{n}{a}", "{n}{a}。{c}", "{n}{a}\n{c}",
         "{c}；{n}{a}或{b}", "{n}{a}和{b}；有{c}", "{c}、{n}{a}", "{n}{a}、{b}但{c}", "{n}{a}仅有{c}", "{c}；{n}{a}；{n}{b}",
         "{c}\n{n}{a}、{b}", "{n}{a},{c}", "{n}{a};有{c}"]  # fmt: skip
AFTER = ["{a}：无", "{a}（无）", "{a}、{b}均未发现", "{a}、{b}均无", "{a}没有", "{a}未发现"]
RESOLVED = ["{a}（已解决）", "{a}（已停止）", "{a}（已恢复）"]


def several_words() -> Iterator[Wording]:
    for form, column, options in SEVERAL:
        pen = Picker(form, column, options)
        for option in options:
            yield Wording(form, column, option, read(option), "option")
        for word in ("无", "无 "):
            yield Wording(form, column, word, read("无"), "none")
        for style in LISTS:
            yield pen.wording(style, "ab", read, "list")
        for turn, negator in enumerate(NEGATORS * 2):
            for style in ONLY[turn % 3 :: 3]:
                yield pen.negation(style, negator, "")
            for style in MIXED[turn % 4 :: 4]:
                yield pen.negation(style, negator, "c")
        for negator in NEGATORS_OPEN:
            yield pen.negation("{n}{a}、{b}", negator, "", either)
            yield pen.negation("{n}{a}，有{c}", negator, "c", either)
        for style in AFTER:
            yield pen.negation(style, "", "", either)
        for style in RESOLVED:
            yield pen.negation(style, "", "", either_told)
            yield pen.negation(style + "、{c}", "", "c", either_told)
        yield from doubted(pen)
        yield from odd_lists(pen)


def doubted(pen: Picker) -> Iterator[Wording]:
    """Suspected counts, with a warning; what cannot be excluded is no negation."""
    yield pen.wording("疑似{a}", "a", read_told, "suspected")
    yield pen.wording("{b}、疑似{a}", "ab", read_told, "suspected")
    yield pen.wording("疑似{a}、{b}", "ab", either_told, "suspected")
    for style in ("不排除{a}", "不能排除{a}", "可能{a}", "有{a}嫌疑", "疑似存在{a}", "不排除有{a}"):
        yield pen.wording(style, "a", either_told, "suspected")


def odd_lists(pen: Picker) -> Iterator[Wording]:
    yield pen.wording("{a}、刷单返利", "a", either_told, "option and remainder")
    yield pen.wording("{a}（2处）", "a", either_told, "option and remainder")
    yield pen.wording("{a}（已核实）", "a", read_told, "explanation")
    yield pen.wording("曾{a}", "a", either_told, "option and remainder")
    for typed in ("/", "不详", "—", "不清楚"):
        yield Wording(pen.form, pen.column, typed, unknown(), "unknown")
    for typed in ("以上都有", "见附件", "其他方式", "有", "12", "多种"):
        yield Wording(pen.form, pen.column, typed, told(), "no option")
    for typed in ("无异常情况", "未发现上述情况", "无以上情形", "均无"):
        yield Wording(pen.form, pen.column, typed, either("无"), "none")


class Picker:
    """Fills the places of a style with options; one seed, one result."""

    def __init__(self, form: str, column: str, options: Sequence[str]) -> None:
        self.form, self.column, self.options = form, column, options
        self.rng = random.Random(f"several {form} {column}")

    def wording(self, style: str, stored: str, right_of, kind: str) -> Wording:
        found = dict(zip("abc", self.rng.sample(self.options, 3), strict=True))
        value = "、".join(found[letter] for letter in stored)
        return Wording(self.form, self.column, style.format(**found), right_of(value), kind)

    def negation(self, style: str, negator: str, stored: str, right_of=read) -> Wording:
        found = dict(zip("abc", self.rng.sample(self.options, 3), strict=True))
        value = "、".join(found[letter] for letter in stored) or "无"
        taken = {found[one] for one in "abc" if f"{{{one}}}" in style and one not in stored}
        typed = style.format(n=negator, **found)
        facts = {"never": frozenset(taken)}
        return Wording(self.form, self.column, typed, right_of(value), "negation", **facts)
